import * as Certificate from "@effect-zoho/testing/Certificate"
import * as NodeHttp from "@effect-zoho/transport/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import * as HttpClientTest from "./support/HttpClientTest.ts"

/** What `NODE_EXTRA_CA_CERTS` does at the start of a process. */
const trusted = Effect.acquireRelease(
  Effect.sync(() => {
    const before = getCACertificates()
    setDefaultCACertificates([...before, Certificate.certificate])
    return before
  }),
  (before) => Effect.sync(() => setDefaultCACertificates(before))
)

HttpClientTest.suite(
  "Node's own HTTP",
  NodeHttp.layer,
  NodeHttp.layer.pipe(Layer.provide(Layer.effectDiscard(trusted)))
)
