/** Leads on an emulator in this process, signed in for real. */
import * as ZohoClient from "@effect-zoho/client/ZohoClient"
import type * as Emulator from "@effect-zoho/emulator/Emulator"
import * as Leads from "@effect-zoho/records/modules/Leads"
import { RecordId } from "@effect-zoho/records/RecordId"
import * as EmulatorLayers from "@effect-zoho/testing/EmulatorLayers"
import * as Layer from "effect/Layer"

/** A fresh emulator a test: writes of one test are not seen by another. */
export const layer = (options: Emulator.Options & { readonly client?: ZohoClient.Options } = {}) =>
  Leads.layer.pipe(
    Layer.provideMerge(ZohoClient.layerWith({ retry: { attempts: 1 }, ...options.client })),
    Layer.provideMerge(EmulatorLayers.layer(options))
  )

/** An id that no record has. */
export const nobody = RecordId.make("5843104000999999999")
