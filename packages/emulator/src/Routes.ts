/** Every area of the API that is emulated; a new area adds its `routes` here and nowhere else. */
import * as Actions from "./actions/Actions.ts"
import * as Bulk from "./bulk/Bulk.ts"
import * as Content from "./content/Routes.ts"
import * as Composite from "./composite/Composite.ts"
import * as Coql from "./coql/Routes.ts"
import * as Locking from "./locking/Routes.ts"
import * as Mail from "./mail/Routes.ts"
import * as OAuth from "./OAuth.ts"
import * as Coverage from "./operations/Coverage.ts"
import * as BusinessHours from "./org/BusinessHours.ts"
import * as Currencies from "./org/Currencies.ts"
import * as DataSharing from "./org/DataSharing.ts"
import * as FiscalYear from "./org/FiscalYear.ts"
import * as Holidays from "./org/Holidays.ts"
import * as Org from "./org/Org.ts"
import * as Profiles from "./org/Profiles.ts"
import * as Roles from "./org/Roles.ts"
import * as SharingRules from "./org/SharingRules.ts"
import * as Shifts from "./org/Shifts.ts"
import * as Taxes from "./org/Taxes.ts"
import * as Territories from "./org/Territories.ts"
import * as TerritoryRecords from "./org/TerritoryRecords.ts"
import * as TerritoryRules from "./org/TerritoryRules.ts"
import * as TerritoryUsers from "./org/TerritoryUsers.ts"
import * as UserGroups from "./org/UserGroups.ts"
import * as Users from "./org/Users.ts"
import * as UserTransfer from "./org/UserTransfer.ts"
import * as UserUnavailability from "./org/UserUnavailability.ts"
import * as UserWrites from "./org/UserWrites.ts"
import * as FieldOptions from "./picklists/FieldOptions.ts"
import * as GlobalSetCalls from "./picklists/GlobalSetCalls.ts"
import * as Records from "./records/Records.ts"
import * as Recycle from "./recycle/Routes.ts"
import * as Related from "./related/Routes.ts"
import type { Route } from "./Router.ts"
import * as Watch from "./notifications/Watch.ts"
import * as CustomViews from "./settings/CustomViews.ts"
import * as DuplicateCheck from "./settings/DuplicateCheck.ts"
import * as Fields from "./settings/Fields.ts"
import * as FieldWrites from "./settings/FieldWrites.ts"
import * as LayoutWrites from "./settings/LayoutWrites.ts"
import * as LayoutLife from "./settings/LayoutLife.ts"
import * as Layouts from "./settings/Layouts.ts"
import * as MapDependencyCalls from "./settings/MapDependencyCalls.ts"
import * as ModuleWrites from "./settings/ModuleWrites.ts"
import * as Modules from "./settings/Modules.ts"
import * as PipelineCalls from "./settings/PipelineCalls.ts"
import * as RelatedLists from "./settings/RelatedLists.ts"
import * as Variables from "./settings/Variables.ts"
import * as Sharing from "./sharing/Routes.ts"
import * as Tags from "./tags/Routes.ts"
import * as Timeline from "./timeline/Timeline.ts"
import * as Workflow from "./workflow/Routes.ts"

const emulated: ReadonlyArray<ReadonlyArray<Route>> = [
  OAuth.routes,
  Coql.routes,
  Users.routes,
  UserWrites.routes,
  UserTransfer.routes,
  UserUnavailability.routes,
  Roles.routes,
  Profiles.routes,
  Territories.routes,
  TerritoryUsers.routes,
  TerritoryRecords.routes,
  TerritoryRules.routes,
  UserGroups.routes,
  DataSharing.routes,
  SharingRules.routes,
  Org.routes,
  Currencies.routes,
  Taxes.routes,
  BusinessHours.routes,
  Shifts.routes,
  Holidays.routes,
  FiscalYear.routes,
  Modules.routes,
  ModuleWrites.routes,
  Fields.routes,
  FieldWrites.routes,
  GlobalSetCalls.routes,
  FieldOptions.routes,
  Layouts.routes,
  LayoutWrites.routes,
  LayoutLife.routes,
  MapDependencyCalls.routes,
  CustomViews.routes,
  DuplicateCheck.routes,
  RelatedLists.routes,
  PipelineCalls.routes,
  Variables.routes,
  Records.routes,
  Content.routes,
  Related.routes,
  Recycle.routes,
  Mail.routes,
  Sharing.routes,
  Timeline.routes,
  Locking.routes,
  Tags.routes,
  Actions.routes,
  Bulk.routes,
  Watch.routes,
  Workflow.routes,
  Composite.routes
]

/** What is emulated, and 501 for what is known and is not. */
export const areas = (): ReadonlyArray<ReadonlyArray<Route>> => [...emulated, Coverage.notEmulated(emulated.flat())]

/** The known operations and what answers them. */
export const coverage = (): ReadonlyArray<Coverage.Operation> => Coverage.operations(emulated.flat())
