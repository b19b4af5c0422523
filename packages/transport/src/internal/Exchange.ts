/** One request and its answer: what undici's and Node's own HTTP have in common. */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import { type Flow, Incoming } from "./Incoming.ts"
import { type RawHeaders, Response } from "./Response.ts"
import * as Text from "./Text.ts"

type Outcome<A> = Effect.Effect<A, HttpClientError.HttpClientError>
type Resume = (outcome: Outcome<HttpClientResponse.HttpClientResponse>) => void

const fail = (reason: HttpClientError.RequestError): Outcome<never> =>
  Effect.fail(new HttpClientError.HttpClientError({ reason }))

/** What the transport tells of one request, in this order: started, head, pieces, end; or failed at any time. */
export class Exchange {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: URL
  private readonly decode: Text.Decode
  private resume: Resume
  private flow: Flow | undefined
  private body: Incoming | undefined
  private givenUp: Error | undefined

  constructor(request: HttpClientRequest.HttpClientRequest, url: URL, decode: Text.Decode, resume: Resume) {
    this.request = request
    this.url = url
    this.decode = decode
    this.resume = resume
  }

  started(flow: Flow): void {
    this.flow = flow
    if (this.givenUp !== undefined) flow.abort(this.givenUp)
  }

  head(status: number, headers: RawHeaders, flow: Flow): void {
    const body = new Incoming(flow)
    this.body = body
    const response = new Response(this.request, this.url.href, status, headers, body, this.decode)
    const { resume } = this
    // The connection holds on to this, and this would to the fiber that may have ended with the answer.
    this.resume = () => {}
    resume(Effect.succeed(response))
    body.handedOut(response)
  }

  piece(bytes: Uint8Array): void {
    this.body?.push(bytes)
  }

  end(): void {
    this.body?.end()
  }

  failed(cause: unknown): void {
    if (this.body === undefined) this.resume(fail(new HttpClientError.TransportError({ request: this.request, cause })))
    else this.body.fail(cause)
  }

  /** The request's own body cannot be sent: nothing left this machine. */
  unsendable(cause: unknown): void {
    this.resume(fail(new HttpClientError.EncodeError({ request: this.request, cause })))
  }

  /** Nobody waits for the head any more. */
  giveUp(): void {
    this.givenUp = new Error("The call was given up.")
    this.flow?.abort(this.givenUp)
  }
}

/**
 * A client over what sends one request. effect's own `HttpClient.make` gives every call an abort controller and registers
 * its answer to be cleaned up, which keeps the answer's bytes until the next full collection; here a call leaves nothing.
 * It makes no span, and `HttpClient.withScope` does not end a call early: interruption does.
 */
export const client = (send: (exchange: Exchange) => void): HttpClient.HttpClient => {
  const decode = Text.make()
  return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
    (requested) =>
      Effect.flatMap(requested, (request) => {
        const url = HttpClientRequest.toUrl(request)
        if (Option.isNone(url)) {
          const cause = new Error("The address cannot be read.")
          return fail(new HttpClientError.InvalidUrlError({ request, cause }))
        }
        return Effect.callback((resume) => {
          const exchange = new Exchange(request, url.value, decode, resume)
          try {
            send(exchange)
          } catch (cause) {
            exchange.failed(cause)
          }
          return Effect.sync(() => exchange.giveUp())
        })
      }),
    Effect.succeed
  )
}
