/**
 * Every operation of the v8 API that is known to exist, by group: host, method and path. 429 stand in Zoho's published
 * description or its SDKs, 86 in the pages of 2026 alone. What is not emulated answers 501 by this table.
 */

/** `POST /crm/v8/coql`; other hosts stand in front: `upload POST /crm/v8/upload`. */
export const known: { readonly [group: string]: ReadonlyArray<string> } = {
  apis: ["GET /crm/v8/__apis"],
  appointment_preference: [
    "GET /crm/v8/settings/appointment_preferences",
    "PUT /crm/v8/settings/appointment_preferences"
  ],
  assignment_rules: [
    "GET /crm/v8/settings/automation/assignment_rules",
    "GET /crm/v8/settings/automation/assignment_rules/{id}",
    "POST /crm/v8/settings/automation/assignment_rules",
    "PUT /crm/v8/settings/automation/assignment_rules/{id}",
    "DELETE /crm/v8/settings/automation/assignment_rules/{id}",
    "POST /crm/v8/settings/automation/assignment_rules/{id}/actions/clone",
    "PUT /crm/v8/settings/automation/assignment_rules/{id}/actions/clone_entries",
    "PUT /crm/v8/settings/automation/assignment_rules/{id}/actions/reorder_entries",
    "GET /crm/v8/settings/automation/assignment_rules/{id}/actions/associations",
    "GET /crm/v8/settings/automation/assignment_rules/actions/count"
  ],
  associate_email: ["GET /crm/v8/actions/email_available", "POST /crm/v8/{module}/{recordId}/actions/associate_email"],
  attachments: [
    "DELETE /crm/v8/{module}/{record_id}/Attachments",
    "GET /crm/v8/{module}/{record_id}/Attachments",
    "POST /crm/v8/{module}/{record_id}/Attachments",
    "DELETE /crm/v8/{module}/{record_id}/Attachments/{id}",
    "GET /crm/v8/{module}/{record_id}/Attachments/{id}"
  ],
  audit_log_export: [
    "GET /crm/v8/settings/audit_log_export",
    "POST /crm/v8/settings/audit_log_export",
    "GET /crm/v8/settings/audit_log_export/{id}",
    "upload GET /{download_url}"
  ],
  available_currencies: ["GET /crm/v8/org/currencies/actions/available_currencies"],
  backup: [
    "GET /crm/bulk/v8/backup",
    "POST /crm/bulk/v8/backup",
    "GET /crm/bulk/v8/backup/history",
    "GET /crm/bulk/v8/backup/urls",
    "PUT /crm/bulk/v8/backup/{id}/actions/cancel"
  ],
  blueprint: [
    "GET /crm/v8/{module_api_name}/{record_id}/actions/blueprint",
    "PUT /crm/v8/{module_api_name}/{record_id}/actions/blueprint"
  ],
  bulk_read: ["POST /crm/bulk/v8/read", "GET /crm/bulk/v8/read/{job_id}", "GET /crm/bulk/v8/read/{job_id}/result"],
  bulk_write: ["POST /crm/bulk/v8/write", "GET /crm/bulk/v8/write/{job_id}", "upload POST /crm/v8/upload"],
  business_hours: [
    "GET /crm/v8/settings/business_hours",
    "POST /crm/v8/settings/business_hours",
    "PUT /crm/v8/settings/business_hours"
  ],
  cadences: [
    "GET /crm/v8/settings/automation/cadences",
    "POST /crm/v8/settings/automation/cadences",
    "PUT /crm/v8/settings/automation/cadences",
    "GET /crm/v8/settings/automation/cadences/{id}",
    "PUT /crm/v8/settings/automation/cadences/{id}",
    "DELETE /crm/v8/settings/automation/cadences/{id}",
    "GET /crm/v8/settings/automation/cadences/{id}/actions/analytics",
    "GET /crm/v8/settings/automation/cadences/actions/count",
    "GET /crm/v8/settings/automation/cadences/actions/records_count",
    "POST /crm/v8/settings/automation/cadences/{id}/actions/activate",
    "POST /crm/v8/settings/automation/cadences/{id}/actions/deactivate",
    "POST /crm/v8/settings/automation/cadences/{id}/actions/clone",
    "POST /crm/v8/settings/automation/cadences/{id}/actions/publish"
  ],
  cadences_execution: [
    "POST /crm/v8/{module}/actions/enrol_in_cadences",
    "POST /crm/v8/{module}/actions/unenrol_from_cadences"
  ],
  call_preferences: ["GET /crm/v8/settings/call_preferences", "PUT /crm/v8/settings/call_preferences"],
  cancel_meetings: ["POST /crm/v8/Events/{event}/actions/cancel"],
  change_owner: ["POST /crm/v8/{module}/actions/change_owner", "POST /crm/v8/{module}/{id}/actions/change_owner"],
  composite_requests: ["POST /crm/v8/__composite_requests"],
  contact_roles: [
    "DELETE /crm/v8/Contacts/roles",
    "GET /crm/v8/Contacts/roles",
    "POST /crm/v8/Contacts/roles",
    "PUT /crm/v8/Contacts/roles",
    "DELETE /crm/v8/Contacts/roles/{id}",
    "GET /crm/v8/Contacts/roles/{id}",
    "PUT /crm/v8/Contacts/roles/{id}"
  ],
  conversion_option: ["GET /crm/v8/Leads/{lead_id}/__conversion_options"],
  convert_lead: ["POST /crm/v8/Leads/{lead_id}/actions/convert"],
  coql: ["POST /crm/v8/coql"],
  currencies: [
    "GET /crm/v8/org/currencies",
    "POST /crm/v8/org/currencies",
    "PUT /crm/v8/org/currencies",
    "POST /crm/v8/org/currencies/actions/enable",
    "PUT /crm/v8/org/currencies/actions/enable",
    "GET /crm/v8/org/currencies/{id}",
    "PUT /crm/v8/org/currencies/{id}"
  ],
  custom_views: [
    "GET /crm/v8/settings/custom_views",
    "PUT /crm/v8/settings/custom_views/actions/change_sort",
    "GET /crm/v8/settings/custom_views/{id}",
    "PUT /crm/v8/settings/custom_views/{id}/actions/change_sort",
    "POST /crm/v8/settings/custom_views",
    "PUT /crm/v8/settings/custom_views",
    "DELETE /crm/v8/settings/custom_views",
    "PUT /crm/v8/settings/custom_views/{id}"
  ],
  data_sharing: ["GET /crm/v8/settings/data_sharing", "PUT /crm/v8/settings/data_sharing"],
  deal_contact_roles: [
    "DELETE /crm/v8/Deals/{deal}/Contact_Roles",
    "GET /crm/v8/Deals/{deal}/Contact_Roles",
    "DELETE /crm/v8/Deals/{deal}/Contact_Roles/{contact}",
    "GET /crm/v8/Deals/{deal}/Contact_Roles/{contact}",
    "PUT /crm/v8/Deals/{deal}/Contact_Roles/{contact}",
    "PUT /crm/v8/{module}/{deal}/Contact_Roles"
  ],
  deal_link_emails: [
    "POST /crm/v8/Contacts/{contactId}/Emails/{messageId}/actions/link_record",
    "POST /crm/v8/Contacts/{contactId}/Emails/actions/link_record",
    "DELETE /crm/v8/Contacts/{contactId}/Emails/{messageId}/actions/link_record",
    "DELETE /crm/v8/Contacts/{contactId}/Emails/actions/link_record"
  ],
  digest: ["POST /crm/v8/__digest"],
  download_attachments: ["GET /crm/v8/{module}/{record_id}/Emails/actions/download_attachments"],
  download_inline_images: ["GET /crm/v8/{module}/{record_id}/Emails/actions/download_inline_images"],
  duplicate_check_preference: [
    "DELETE /crm/v8/settings/duplicate_check_preference",
    "GET /crm/v8/settings/duplicate_check_preference",
    "POST /crm/v8/settings/duplicate_check_preference",
    "PUT /crm/v8/settings/duplicate_check_preference"
  ],
  email_compose: ["GET /crm/email/v8/settings/compose", "PUT /crm/email/v8/settings/compose"],
  email_configuration_options: [
    "GET /crm/email/v8/settings/compose/configuration_options",
    "PUT /crm/email/v8/settings/compose/configuration_options"
  ],
  email_drafts: [
    "GET /crm/v8/{module}/{record}/__email_drafts",
    "POST /crm/v8/{module}/{record}/__email_drafts",
    "PUT /crm/v8/{module}/{record}/__email_drafts",
    "DELETE /crm/v8/{module}/{record}/__email_drafts/{draft}",
    "GET /crm/v8/{module}/{record}/__email_drafts/{draft}",
    "PUT /crm/v8/{module}/{record}/__email_drafts/{draft}"
  ],
  email_related_records: [
    "GET /crm/v8/{module_name}/{record_id}/Emails",
    "GET /crm/v8/{module_name}/{record_id}/Emails/{message_id}"
  ],
  email_sharing_details: ["GET /crm/v8/{module}/{record_id}/__emails_sharing_details"],
  email_signatures: [
    "DELETE /crm/email/v8/settings/compose/email_signatures",
    "GET /crm/email/v8/settings/compose/email_signatures",
    "POST /crm/email/v8/settings/compose/email_signatures",
    "PUT /crm/email/v8/settings/compose/email_signatures",
    "DELETE /crm/email/v8/settings/compose/email_signatures/{id}",
    "GET /crm/email/v8/settings/compose/email_signatures/{id}",
    "PUT /crm/email/v8/settings/compose/email_signatures/{id}"
  ],
  email_templates: ["GET /crm/v8/settings/email_templates", "GET /crm/v8/settings/email_templates/{template}"],
  entity_scores: ["GET /crm/v8/Entity_Scores__s", "GET /crm/v8/Entity_Scores__s/{record_id}"],
  features: [
    "GET /crm/v8/__features",
    "GET /crm/v8/__features/data_enrichment",
    "GET /crm/v8/__features/user_licenses",
    "GET /crm/v8/__features/{feature_api_name}"
  ],
  fetch_full_data: [
    "GET /crm/v8/{module_api_name}/actions/fetch_full_data",
    "GET /crm/v8/{module_api_name}/{id}/actions/fetch_full_data"
  ],
  field_attachments: ["GET /crm/v8/{module_api_name}/{record_id}/actions/download_fields_attachment"],
  field_map_dependency: [
    "GET /crm/v8/settings/layouts/{layout_id}/map_dependency",
    "POST /crm/v8/settings/layouts/{layout_id}/map_dependency",
    "DELETE /crm/v8/settings/layouts/{layout_id}/map_dependency/{dependency_id}",
    "GET /crm/v8/settings/layouts/{layout_id}/map_dependency/{dependency_id}",
    "PUT /crm/v8/settings/layouts/{layout_id}/map_dependency/{dependency_id}"
  ],
  field_updates: [
    "GET /crm/v8/settings/automation/field_updates",
    "POST /crm/v8/settings/automation/field_updates",
    "DELETE /crm/v8/settings/automation/field_updates",
    "GET /crm/v8/settings/automation/field_updates/{id}",
    "PUT /crm/v8/settings/automation/field_updates/{id}",
    "DELETE /crm/v8/settings/automation/field_updates/{id}"
  ],
  fields: [
    "GET /crm/v8/settings/fields",
    "PATCH /crm/v8/settings/fields",
    "POST /crm/v8/settings/fields",
    "DELETE /crm/v8/settings/fields/{field}",
    "GET /crm/v8/settings/fields/{field}",
    "PATCH /crm/v8/settings/fields/{field}",
    "GET /crm/v8/settings/fields/{fieldId}/actions/scheduled_jobs"
  ],
  files: ["GET /crm/v8/files", "POST /crm/v8/files"],
  find_and_merge: [
    "GET /crm/v8/{module}/{masterrecordid}/actions/merge",
    "POST /crm/v8/{module}/{masterrecordid}/actions/merge"
  ],
  fiscal_year: ["GET /crm/v8/settings/fiscal_year", "PUT /crm/v8/settings/fiscal_year"],
  from_addresses: ["GET /crm/v8/settings/emails/actions/from_addresses"],
  functions: [
    "GET /crm/v8/functions/{function_name}/actions/execute",
    "POST /crm/v8/functions/{function_name}/actions/execute"
  ],
  get_related_records_count: ["POST /crm/v8/{module_api_name}/{record_id}/actions/get_related_records_count"],
  global_picklists: [
    "DELETE /crm/v8/settings/global_picklists",
    "GET /crm/v8/settings/global_picklists",
    "PATCH /crm/v8/settings/global_picklists",
    "POST /crm/v8/settings/global_picklists",
    "DELETE /crm/v8/settings/global_picklists/{id}",
    "GET /crm/v8/settings/global_picklists/{id}",
    "PATCH /crm/v8/settings/global_picklists/{id}",
    "GET /crm/v8/settings/global_picklists/{id}/actions/associations",
    "GET /crm/v8/settings/global_picklists/{id}/actions/pick_list_values_associations",
    "POST /crm/v8/settings/global_picklists/{id}/actions/replace_picklist_values",
    "GET /crm/v8/settings/global_picklists/{id}/actions/replaced_values"
  ],
  holidays: [
    "GET /crm/v8/settings/holidays",
    "POST /crm/v8/settings/holidays",
    "PUT /crm/v8/settings/holidays",
    "DELETE /crm/v8/settings/holidays/{holiday_id}",
    "GET /crm/v8/settings/holidays/{holiday_id}",
    "PUT /crm/v8/settings/holidays/{holiday_id}"
  ],
  inventory_convert: ["POST /crm/v8/{module_api_name}/{id}/actions/convert"],
  inventory_mass_convert: [
    "GET /crm/v8/{module_api_name}/actions/mass_convert",
    "POST /crm/v8/{module_api_name}/actions/mass_convert"
  ],
  inventory_templates: [
    "GET /crm/v8/settings/inventory_templates",
    "GET /crm/v8/settings/inventory_templates/{template}"
  ],
  layouts: [
    "GET /crm/v8/settings/layouts",
    "PATCH /crm/v8/settings/layouts",
    "DELETE /crm/v8/settings/layouts/{id}",
    "GET /crm/v8/settings/layouts/{id}",
    "PATCH /crm/v8/settings/layouts/{id}",
    "DELETE /crm/v8/settings/layouts/{id}/actions/activate",
    "POST /crm/v8/settings/layouts/{id}/actions/activate"
  ],
  mail_merge: [
    "POST /crm/v8/{module}/{id}/actions/download_mail_merge",
    "POST /crm/v8/{module}/{id}/actions/send_mail_merge",
    "POST /crm/v8/{module}/{id}/actions/sign_mail_merge"
  ],
  mass_change_owner: [
    "GET /crm/v8/{module}/actions/mass_change_owner",
    "POST /crm/v8/{module}/actions/mass_change_owner"
  ],
  mass_convert: ["GET /crm/v8/Leads/actions/mass_convert", "POST /crm/v8/Leads/actions/mass_convert"],
  mass_delete_cvid: ["GET /crm/v8/{module}/actions/mass_delete", "POST /crm/v8/{module}/actions/mass_delete"],
  mass_delete_tags: ["GET /crm/v8/settings/tags/actions/mass_delete", "POST /crm/v8/settings/tags/actions/mass_delete"],
  mass_update: ["GET /crm/v8/{module}/actions/mass_update", "POST /crm/v8/{module}/actions/mass_update"],
  module_search: ["GET /crm/v8/{module}/search", "POST /crm/v8/{m}/bulk/search"],
  modules: [
    "GET /crm/v8/settings/modules",
    "POST /crm/v8/settings/modules",
    "PUT /crm/v8/settings/modules",
    "GET /crm/v8/settings/modules/{id}",
    "PUT /crm/v8/settings/modules/{id}",
    "GET /crm/v8/settings/module/{moduleid}/actions/generate_link"
  ],
  notes: [
    "DELETE /crm/v8/Notes",
    "GET /crm/v8/Notes",
    "POST /crm/v8/Notes",
    "PUT /crm/v8/Notes",
    "DELETE /crm/v8/Notes/{id}",
    "GET /crm/v8/Notes/{id}",
    "PUT /crm/v8/Notes/{id}"
  ],
  notifications: [
    "DELETE /crm/v8/actions/watch",
    "GET /crm/v8/actions/watch",
    "PATCH /crm/v8/actions/watch",
    "POST /crm/v8/actions/watch",
    "PUT /crm/v8/actions/watch"
  ],
  org: ["GET /crm/v8/org", "DELETE /crm/v8/org/photo", "GET /crm/v8/org/photo", "POST /crm/v8/org/photo"],
  pick_list_values: ["GET /crm/v8/settings/fields/{field_id}/pick_list_values"],
  pipeline: [
    "GET /crm/v8/settings/pipeline",
    "POST /crm/v8/settings/pipeline",
    "PUT /crm/v8/settings/pipeline",
    "POST /crm/v8/settings/pipeline/actions/transfer",
    "GET /crm/v8/settings/pipeline/{id}",
    "PATCH /crm/v8/settings/pipeline/{id}",
    "PUT /crm/v8/settings/pipeline/{id}",
    "PATCH /crm/v8/settings/pipeline"
  ],
  portal_invite: [
    "GET /crm/v8/{module}/actions/portal_invite",
    "POST /crm/v8/{module}/actions/portal_invite",
    "POST /crm/v8/{module}/{record}/actions/portal_invite"
  ],
  portal_user_type: [
    "GET /crm/v8/settings/portals/{portal}/user_type",
    "POST /crm/v8/settings/portals/{portal}/user_type",
    "DELETE /crm/v8/settings/portals/{portal}/user_type/{user_type_id}",
    "GET /crm/v8/settings/portals/{portal}/user_type/{user_type_id}",
    "PUT /crm/v8/settings/portals/{portal}/user_type/{user_type_id}"
  ],
  portal_users: ["PUT /crm/v8/settings/portals/{p}/user_type/{u}/users/actions/change_status"],
  portals: [
    "GET /crm/v8/settings/portals",
    "POST /crm/v8/settings/portals",
    "GET /crm/v8/settings/portals/{portal_name}",
    "PUT /crm/v8/settings/portals/{portal_name}"
  ],
  portals_meta: ["GET /crm/v8/settings/portals/meta"],
  profiles: [
    "GET /crm/v8/settings/profiles",
    "DELETE /crm/v8/settings/profiles/{id}",
    "GET /crm/v8/settings/profiles/{id}",
    "PUT /crm/v8/settings/profiles/{id}",
    "POST /crm/v8/settings/profiles/{id}/actions/clone",
    "PATCH /crm/v8/settings/profiles/{id}"
  ],
  record: [
    "DELETE /crm/v8/{module_api_name}",
    "GET /crm/v8/{module_api_name}",
    "POST /crm/v8/{module_api_name}",
    "PUT /crm/v8/{module_api_name}",
    "POST /crm/v8/{module_api_name}/actions/assign_territories",
    "POST /crm/v8/{module_api_name}/actions/remove_territories",
    "GET /crm/v8/{module_api_name}/deleted",
    "POST /crm/v8/{module_api_name}/upsert",
    "DELETE /crm/v8/{module_api_name}/{id}",
    "GET /crm/v8/{module_api_name}/{id}",
    "PUT /crm/v8/{module_api_name}/{id}",
    "POST /crm/v8/{module_api_name}/{id}/actions/assign_territories",
    "POST /crm/v8/{module_api_name}/{id}/actions/clone",
    "POST /crm/v8/{module_api_name}/{id}/actions/remove_territories",
    "DELETE /crm/v8/{module_api_name}/{id}/photo",
    "GET /crm/v8/{module_api_name}/{id}/photo",
    "POST /crm/v8/{module_api_name}/{id}/photo"
  ],
  record_count: ["GET /crm/v8/{module_api_name}/actions/count", "POST /crm/v8/{module_api_name}/actions/count"],
  record_locking: [
    "GET /crm/v8/{module_name}/{record_id}/Locking_Information__s",
    "POST /crm/v8/{module_name}/{record_id}/Locking_Information__s",
    "DELETE /crm/v8/{module_name}/{record_id}/Locking_Information__s/{lock_id}",
    "GET /crm/v8/{module_name}/{record_id}/Locking_Information__s/{lock_id}",
    "PUT /crm/v8/{module_name}/{record_id}/Locking_Information__s/{lock_id}"
  ],
  record_locking_configuration: [
    "DELETE /crm/v8/settings/record_locking_configurations",
    "GET /crm/v8/settings/record_locking_configurations",
    "POST /crm/v8/settings/record_locking_configurations",
    "PUT /crm/v8/settings/record_locking_configurations",
    "DELETE /crm/v8/settings/record_locking_configurations/{record_locking_config_id}",
    "GET /crm/v8/settings/record_locking_configurations/{record_locking_config_id}",
    "PUT /crm/v8/settings/record_locking_configurations/{record_locking_config_id}"
  ],
  record_share_email: [
    "POST /crm/v8/{module_api_name}/actions/share_emails",
    "POST /crm/v8/{module_api_name}/actions/unshare_emails",
    "POST /crm/v8/{module_api_name}/{id}/actions/share_emails",
    "POST /crm/v8/{module_api_name}/{id}/actions/unshare_emails"
  ],
  recycle_bin: [
    "DELETE /crm/v8/settings/recycle_bin",
    "GET /crm/v8/settings/recycle_bin",
    "DELETE /crm/v8/settings/recycle_bin/{record_id}",
    "GET /crm/v8/settings/recycle_bin/{record_id}",
    "POST /crm/v8/settings/recycle_bin/actions/empty",
    "GET /crm/v8/settings/recycle_bin/actions/count",
    "POST /crm/v8/settings/recycle_bin/actions/restore",
    "POST /crm/v8/settings/recycle_bin/{id}/actions/restore"
  ],
  related_lists: ["GET /crm/v8/settings/related_lists", "GET /crm/v8/settings/related_lists/{id}"],
  related_notes: ["POST /crm/v8/{m}/{r}/Notes"],
  related_records: [
    "GET /crm/v8/{module_api_name}/deleted/{record_id}/{related_list_api_name}",
    "DELETE /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}",
    "GET /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}",
    "PUT /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}",
    "DELETE /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}/{related_record_id}",
    "GET /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}/{related_record_id}",
    "PUT /crm/v8/{module_api_name}/{record_id}/{related_list_api_name}/{related_record_id}"
  ],
  reschedule_history: [
    "GET /crm/v8/Appointments_Rescheduled_History__s",
    "POST /crm/v8/Appointments_Rescheduled_History__s",
    "PUT /crm/v8/Appointments_Rescheduled_History__s",
    "DELETE /crm/v8/Appointments_Rescheduled_History__s/{id}",
    "GET /crm/v8/Appointments_Rescheduled_History__s/{id}",
    "PUT /crm/v8/Appointments_Rescheduled_History__s/{id}"
  ],
  roles: [
    "GET /crm/v8/settings/roles",
    "POST /crm/v8/settings/roles",
    "PUT /crm/v8/settings/roles",
    "DELETE /crm/v8/settings/roles/{role_id}",
    "GET /crm/v8/settings/roles/{role_id}",
    "PUT /crm/v8/settings/roles/{role_id}"
  ],
  scoring_rules: [
    "DELETE /crm/v8/settings/automation/scoring_rules",
    "GET /crm/v8/settings/automation/scoring_rules",
    "POST /crm/v8/settings/automation/scoring_rules",
    "PUT /crm/v8/settings/automation/scoring_rules",
    "DELETE /crm/v8/settings/automation/scoring_rules/{id}",
    "GET /crm/v8/settings/automation/scoring_rules/{id}",
    "PUT /crm/v8/settings/automation/scoring_rules/{id}",
    "DELETE /crm/v8/settings/automation/scoring_rules/{id}/actions/activate",
    "PUT /crm/v8/settings/automation/scoring_rules/{id}/actions/activate",
    "POST /crm/v8/settings/automation/scoring_rules/{id}/actions/clone",
    "PUT /crm/v8/{module}/actions/run_scoring_rules"
  ],
  send_mail: ["POST /crm/v8/{moduleName}/{id}/actions/send_mail"],
  service_preference: ["GET /crm/v8/settings/service_preferences", "PUT /crm/v8/settings/service_preferences"],
  services: [
    "GET /crm/v8/Services__s",
    "POST /crm/v8/Services__s",
    "DELETE /crm/v8/Services__s/{id}",
    "GET /crm/v8/Services__s/{id}",
    "PUT /crm/v8/Services__s/{id}"
  ],
  share_records: [
    "DELETE /crm/v8/{module_api_name}/{record_id}/actions/share",
    "GET /crm/v8/{module_api_name}/{record_id}/actions/share",
    "POST /crm/v8/{module_api_name}/{record_id}/actions/share",
    "PUT /crm/v8/{module_api_name}/{record_id}/actions/share"
  ],
  sharing_rules: [
    "GET /crm/v8/settings/data_sharing/rules",
    "POST /crm/v8/settings/data_sharing/rules",
    "PUT /crm/v8/settings/data_sharing/rules",
    "POST /crm/v8/settings/data_sharing/rules/actions/run",
    "GET /crm/v8/settings/data_sharing/rules/actions/summary",
    "POST /crm/v8/settings/data_sharing/rules/actions/summary",
    "POST /crm/v8/settings/data_sharing/rules/search",
    "DELETE /crm/v8/settings/data_sharing/rules/{id}",
    "GET /crm/v8/settings/data_sharing/rules/{id}",
    "PUT /crm/v8/settings/data_sharing/rules/{id}",
    "DELETE /crm/v8/settings/data_sharing/rules/{id}/actions/activate",
    "PUT /crm/v8/settings/data_sharing/rules/{id}/actions/activate"
  ],
  shift_hours: [
    "GET /crm/v8/settings/business_hours/shift_hours",
    "POST /crm/v8/settings/business_hours/shift_hours",
    "PUT /crm/v8/settings/business_hours/shift_hours",
    "DELETE /crm/v8/settings/business_hours/shift_hours/{shift_id}",
    "GET /crm/v8/settings/business_hours/shift_hours/{shift_id}",
    "PUT /crm/v8/settings/business_hours/shift_hours/{shift_id}"
  ],
  signals: ["GET /crm/v8/settings/signals"],
  signals_notifications: ["POST /crm/v8/signals/notifications"],
  tags: [
    "GET /crm/v8/settings/tags",
    "POST /crm/v8/settings/tags",
    "PUT /crm/v8/settings/tags",
    "DELETE /crm/v8/settings/tags/{id}",
    "PUT /crm/v8/settings/tags/{id}",
    "POST /crm/v8/settings/tags/{id}/actions/merge",
    "GET /crm/v8/settings/tags/{id}/actions/records_count",
    "POST /crm/v8/{module_api_name}/actions/add_tags",
    "POST /crm/v8/{module_api_name}/actions/remove_tags",
    "POST /crm/v8/{module_api_name}/{record_id}/actions/add_tags",
    "POST /crm/v8/{module_api_name}/{record_id}/actions/remove_tags"
  ],
  taxes: ["GET /crm/v8/org/taxes", "PUT /crm/v8/org/taxes", "GET /crm/v8/org/taxes/{id}"],
  territories: [
    "DELETE /crm/v8/settings/territories",
    "GET /crm/v8/settings/territories",
    "POST /crm/v8/settings/territories",
    "PUT /crm/v8/settings/territories",
    "GET /crm/v8/settings/territories/actions/associated_users_count",
    "GET /crm/v8/settings/territories/actions/deleted_associated_territories",
    "POST /crm/v8/settings/territories/actions/transfer_and_delete",
    "DELETE /crm/v8/settings/territories/{id}",
    "GET /crm/v8/settings/territories/{id}",
    "PUT /crm/v8/settings/territories/{id}",
    "GET /crm/v8/settings/territories/{id}/__child_territories",
    "POST /crm/v8/settings/territories/{id}/actions/transfer_and_delete",
    "POST /crm/v8/settings/territories/actions/run_rules",
    "GET /crm/v8/settings/territories/actions/scheduled_run_rule_jobs"
  ],
  territory_users: [
    "DELETE /crm/v8/settings/territories/{territory}/users",
    "GET /crm/v8/settings/territories/{territory}/users",
    "PUT /crm/v8/settings/territories/{territory}/users",
    "DELETE /crm/v8/settings/territories/{territory}/users/{user}",
    "GET /crm/v8/settings/territories/{territory}/users/{user}",
    "PUT /crm/v8/settings/territories/{territory}/users/{user}"
  ],
  timelines: ["GET /crm/v8/{module}/{record_id}/__timeline"],
  unblock_email: ["POST /crm/v8/{module}/actions/unblock_email", "POST /crm/v8/{module}/{id}/actions/unblock_email"],
  unsubscribe_links: [
    "GET /crm/v8/settings/unsubscribe_link/actions/associations",
    "GET /crm/v8/settings/unsubscribe_links",
    "POST /crm/v8/settings/unsubscribe_links",
    "PUT /crm/v8/settings/unsubscribe_links",
    "DELETE /crm/v8/settings/unsubscribe_links/{id}",
    "GET /crm/v8/settings/unsubscribe_links/{id}",
    "PUT /crm/v8/settings/unsubscribe_links/{id}"
  ],
  user_groups: [
    "GET /crm/v8/settings/user_groups",
    "POST /crm/v8/settings/user_groups",
    "PUT /crm/v8/settings/user_groups",
    "GET /crm/v8/settings/user_groups/actions/associated_users_count",
    "GET /crm/v8/settings/user_groups/actions/deletion_jobs",
    "POST /crm/v8/settings/user_groups/actions/get_assigned",
    "POST /crm/v8/settings/user_groups/actions/get_unassigned",
    "DELETE /crm/v8/settings/user_groups/{group}",
    "GET /crm/v8/settings/user_groups/{group}",
    "PUT /crm/v8/settings/user_groups/{group}",
    "GET /crm/v8/settings/user_groups/{group}/actions/associations",
    "GET /crm/v8/settings/user_groups/{group}/actions/sources_count",
    "GET /crm/v8/settings/user_groups/{group}/associated_users/actions/grouped_counts",
    "GET /crm/v8/settings/user_groups/{group}/sources"
  ],
  user_type_users: [
    "DELETE /crm/v8/settings/portals/{portal_name}/user_type/{user_type_id}/users",
    "GET /crm/v8/settings/portals/{portal_name}/user_type/{user_type_id}/users",
    "POST /crm/v8/settings/portals/{portal_name}/user_type/{user_type_id}/users/action/transfer",
    "PUT /crm/v8/settings/portals/{portal_name}/user_type/{user_type_id}/users/{user_id}/actions/change_status"
  ],
  users: [
    "GET /crm/v8/users",
    "POST /crm/v8/users",
    "PUT /crm/v8/users",
    "GET /crm/v8/users/actions/count",
    "DELETE /crm/v8/users/{user}",
    "GET /crm/v8/users/{user}",
    "PUT /crm/v8/users/{user}",
    "GET /crm/v8/users/{user}/actions/associated_groups"
  ],
  users_territories: [
    "DELETE /crm/v8/users/{user}/territories",
    "GET /crm/v8/users/{user}/territories",
    "PUT /crm/v8/users/{user}/territories",
    "DELETE /crm/v8/users/{user}/territories/{territory}",
    "GET /crm/v8/users/{user}/territories/{territory}"
  ],
  users_transfer: [
    "GET /crm/v8/users/actions/transfer",
    "POST /crm/v8/users/{userId}/actions/transfer",
    "GET /crm/v8/users/{userId}/actions/validate_before_transfer"
  ],
  users_transfer_delete: [
    "GET /crm/v8/users/actions/transfer_and_delete",
    "POST /crm/v8/users/actions/transfer_and_delete",
    "POST /crm/v8/users/{id}/actions/transfer_and_delete"
  ],
  users_unavailability: [
    "GET /crm/v8/settings/users_unavailability",
    "POST /crm/v8/settings/users_unavailability",
    "PUT /crm/v8/settings/users_unavailability",
    "DELETE /crm/v8/settings/users_unavailability/{id}",
    "GET /crm/v8/settings/users_unavailability/{id}",
    "PUT /crm/v8/settings/users_unavailability/{id}"
  ],
  variable_groups: [
    "GET /crm/v8/settings/variable_groups",
    "GET /crm/v8/settings/variable_groups/{id}",
    "PUT /crm/v8/settings/variable_groups",
    "PUT /crm/v8/settings/variable_groups/{id}",
    "POST /crm/v8/settings/variable_groups/actions/generate_api_name"
  ],
  variables: [
    "DELETE /crm/v8/settings/variables",
    "GET /crm/v8/settings/variables",
    "POST /crm/v8/settings/variables",
    "PUT /crm/v8/settings/variables",
    "DELETE /crm/v8/settings/variables/{id}",
    "GET /crm/v8/settings/variables/{id}",
    "PUT /crm/v8/settings/variables/{id}",
    "GET /crm/v8/settings/variables/{id}/actions/associations",
    "POST /crm/v8/settings/variables/actions/generate_api_name"
  ],
  webforms: [
    "GET /crm/v8/settings/webforms",
    "POST /crm/v8/settings/webforms",
    "PUT /crm/v8/settings/webforms",
    "DELETE /crm/v8/settings/webforms/{form_id}",
    "GET /crm/v8/settings/webforms/{form_id}",
    "PUT /crm/v8/settings/webforms/{form_id}",
    "GET /crm/v8/settings/webforms/{form_id}/actions/preview"
  ],
  webhooks: [
    "GET /crm/v8/settings/automation/webhooks",
    "POST /crm/v8/settings/automation/webhooks",
    "PUT /crm/v8/settings/automation/webhooks",
    "DELETE /crm/v8/settings/automation/webhooks",
    "GET /crm/v8/settings/automation/webhooks/{webhookId}",
    "PUT /crm/v8/settings/automation/webhooks/{webhookId}",
    "DELETE /crm/v8/settings/automation/webhooks/{webhookId}",
    "GET /crm/v8/settings/automation/webhooks/actions/associated_modules",
    "GET /crm/v8/settings/automation/webhooks/actions/usage_reports",
    "GET /crm/v8/settings/automation/webhook_failures"
  ],
  wizards: ["GET /crm/v8/settings/wizards", "GET /crm/v8/settings/wizards/{wizard_id}"],
  workflow_configurations: ["GET /crm/v8/workflow_configurations"],
  workflow_rules: [
    "GET /crm/v8/settings/automation/workflow_rules",
    "POST /crm/v8/settings/automation/workflow_rules",
    "PUT /crm/v8/settings/automation/workflow_rules",
    "DELETE /crm/v8/settings/automation/workflow_rules",
    "GET /crm/v8/settings/automation/workflow_rules/{id}",
    "PUT /crm/v8/settings/automation/workflow_rules/{id}",
    "DELETE /crm/v8/settings/automation/workflow_rules/{id}",
    "GET /crm/v8/settings/automation/workflow_rules/actions/actions_count",
    "GET /crm/v8/settings/automation/workflow_rules/actions/module_specific_count",
    "GET /crm/v8/settings/automation/workflow_rules/actions/rules_count",
    "PUT /crm/v8/settings/automation/workflow_rules/actions/reorder",
    "GET /crm/v8/settings/automation/workflow_rules/{workflowRuleId}/actions/usage"
  ],
  workflow_tasks: [
    "GET /crm/v8/settings/automation/tasks",
    "POST /crm/v8/settings/automation/tasks",
    "PUT /crm/v8/settings/automation/tasks",
    "DELETE /crm/v8/settings/automation/tasks",
    "GET /crm/v8/settings/automation/tasks/{id}",
    "PUT /crm/v8/settings/automation/tasks/{id}",
    "DELETE /crm/v8/settings/automation/tasks/{id}"
  ],
  zia_enrichment: ["GET /crm/v8/settings/zia/data_enrichment"],
  zia_org_enrichment: [
    "GET /crm/v8/__zia_org_enrichment",
    "POST /crm/v8/__zia_org_enrichment",
    "GET /crm/v8/__zia_org_enrichment/{zia_org_enrichment_id}"
  ],
  zia_people_enrichment: [
    "GET /crm/v8/__zia_people_enrichment",
    "POST /crm/v8/__zia_people_enrichment",
    "GET /crm/v8/__zia_people_enrichment/{zia_people_enrichment_id}"
  ]
}
