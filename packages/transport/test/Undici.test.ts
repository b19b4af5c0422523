import * as Undici from "@effect-zoho/transport/Undici"
import * as HttpClientTest from "./support/HttpClientTest.ts"

HttpClientTest.suite("undici", Undici.layer)
