import * as NodeHttp from "@effect-zoho/transport/NodeHttp"
import * as HttpClientTest from "./support/HttpClientTest.ts"

HttpClientTest.suite("Node's own HTTP", NodeHttp.layer)
