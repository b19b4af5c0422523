#!/usr/bin/env zx
/** `npm run login`: signs in through the browser, or with a code on another device, and keeps the refresh token. */
import * as Script from "@effect-zoho/toolkit/Script"
import { login, settings } from "./internal/Login.ts"

/** What the command takes and does; the tests run it too. */
export const loginScript = Script.define({
  name: "login",
  summary: "Signs in through the browser, or with a code on another device, and keeps the refresh token.",
  inputs: {
    port: Script.input(settings.port, "Port that the browser comes back to; 0, the default, takes a free one.", "port"),
    timeout: Script.input(settings.timeout, "Seconds that the sign-in in the browser may take; 300.", "wait"),
    scopes: Script.input(settings.scopes, "Scopes to ask for; those that the scripts need.", "scopes"),
    browser: Script.input(settings.browser, "Program that opens the page; the system's own.")
  },
  switches: {
    device: Script.toggle("device", "Shows a code to enter on another device, for a machine without a browser."),
    noBrowser: Script.toggle("no-browser", "Opens no browser and only prints the address.")
  },
  main: login
})

await Script.runPlainMain(import.meta.filename, loginScript)
