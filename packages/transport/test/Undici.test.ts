import * as Certificate from "@effect-zoho/testing/Certificate"
import * as Undici from "@effect-zoho/transport/Undici"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { Agent } from "undici"
import * as HttpClientTest from "./support/HttpClientTest.ts"

const trusting = Effect.acquireRelease(
  Effect.sync(() => new Agent({ connect: { ca: Certificate.certificate } })),
  (agent) => Effect.promise(() => agent.destroy())
)

HttpClientTest.suite("undici", Undici.layer, Layer.effect(HttpClient.HttpClient, Effect.map(trusting, Undici.make)))
