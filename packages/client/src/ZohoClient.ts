/** One request's way to Zoho, in the order it is travelled. */
import { AccessToken } from "@effect-zoho/auth/AccessToken"
import type { AuthError } from "@effect-zoho/auth/AuthError"
import type { Entry } from "@effect-zoho/auth/Token"
import * as DataCenter from "@effect-zoho/config/DataCenter"
import { Settings } from "@effect-zoho/config/Settings"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import {
  Ambiguous,
  ApiError,
  ConnectionFailed,
  InvalidInput,
  NotFound,
  RateLimited,
  type Reason,
  type Retry,
  UnexpectedResponse,
  type ZohoError
} from "./ApiError.ts"
import * as Concurrency from "./Concurrency.ts"
import * as Credits from "./Credits.ts"
import * as Envelope from "./Envelope.ts"
import * as Transport from "./internal/Transport.ts"
import { settle } from "./internal/Unknown.ts"
import * as Attempts from "./Retry.ts"

/** A request as the pipeline needs it: what to send, what it costs, whether it may be repeated. */
export interface Request {
  /** The operation's name: the span's name, and part of every error. */
  readonly operation: string
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Which of the configured hosts; `api` unless said. */
  readonly host?: "api" | "upload"
  /** From the host's root, parameters filled in and percent-encoded: `/crm/v8/Leads/111`. */
  readonly path: string
  /**
   * An address that an answer gave, such as a job's `download_url`, in the place of host and path. Refused with
   * `InvalidInput`, and sent nowhere, unless the data center accepts it: the token goes with it.
   */
  readonly url?: string
  /** Entries that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** `Authorization` is the pipeline's own and cannot be set here. */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as `multipart/form-data`, in the place of `body`: uploads. */
  readonly form?: FormData
  /** How many rows the body or query holds: an answer with another number of results fits none of them. */
  readonly rows?: number
  /** Credits of this call, by Zoho's table. */
  readonly credits: number
  /** What it takes of the organisation's lanes; one place in the lane for all unless said. */
  readonly weight?: Concurrency.Weight
  /** `safe` for reads: a failed one may be repeated. Anything else makes an unknown outcome `Ambiguous`. */
  readonly retry: Retry
  /** Overrides the client's timeout for this call. A form has a second more for each 64 KB. */
  readonly timeout?: Duration.Input
}

export class ZohoClient extends Context.Service<
  ZohoClient,
  {
    /** Sends one request with a fresh token and decodes the answer by its shape. One span an operation. */
    readonly send: (request: Request) => Effect.Effect<Envelope.Envelope, ZohoError>
    /**
     * The bytes of a file, as they arrive. Repeated where that is safe until the answer's head is there; a body that
     * breaks off fails the stream. Where Zoho answers with a refusal, or with JSON that says there is no file, it fails
     * as `send` does. The place in the lane is held until the head is there; the timeout is for the head, and then for
     * each pause between two pieces.
     */
    readonly download: (request: Request) => Stream.Stream<Uint8Array, ZohoError>
  }
>()("@effect-zoho/client/ZohoClient") {}

/** How the client behaves where a request does not say otherwise. */
export interface Options {
  /** From the first byte sent to the last byte received, without the time to get a token. Default: 30 seconds. */
  readonly timeout?: Duration.Input
  /** How often and for how long a call is attempted again where that is safe. */
  readonly retry?: Attempts.Options
}

/** Seconds: Zoho answers within a few, and a script must not hang on a dead connection. */
const defaultTimeout = Duration.seconds(30)

/** Bytes a second of the slowest line that an upload is waited for: 512 kbit/s. */
const slowestLine = 65_536

/** How long a form may be on its way to the server, beside the time allowed for the answer. */
const onTheLine = (form: FormData): Duration.Duration => {
  let bytes = 0
  for (const value of form.values()) bytes += typeof value === "string" ? value.length : value.size
  return Duration.seconds(bytes / slowestLine)
}

const json = { contentType: "application/json" }

/** The same refusal, of the lane that the call ran in. */
const relabelled = ({ code, details, httpStatus, message }: RateLimited, limit: RateLimited["limit"]): RateLimited =>
  new RateLimited({ code, details, httpStatus, message, limit })

const codeOf = (reason: Reason): string | undefined => {
  const said = reason._tag === "Ambiguous" ? reason.because : reason
  return "code" in said ? said.code : undefined
}

/** What the span tells about an answer. */
const attributesOf = (envelope: Envelope.Envelope): Record<string, unknown> => {
  switch (envelope._tag) {
    case "Rows": {
      const failed = envelope.rows.filter((it) => it.status === "error")
      return {
        httpStatus: envelope.httpStatus,
        rows: envelope.rows.length,
        rowsFailed: failed.length,
        code: (failed[0] ?? envelope.rows[0])?.code
      }
    }
    case "Single":
      return { httpStatus: envelope.httpStatus, code: envelope.result.code }
    default:
      return { httpStatus: envelope.httpStatus }
  }
}

const make = Effect.fnUntraced(function* (options: Options) {
  const { hosts } = yield* Settings
  const token = yield* AccessToken
  const http = yield* HttpClient.HttpClient
  const credits = yield* Credits.Credits
  const lanes = yield* Concurrency.Concurrency
  const attempts = Attempts.make(options.retry)

  /** The request as it goes over the wire. */
  const prepare = (
    request: Request,
    used: Entry,
    accept: string
  ): Result.Result<HttpClientRequest.HttpClientRequest, InvalidInput> => {
    const base = request.host === "upload" ? hosts.uploadUrl : hosts.apiUrl
    if (request.url !== undefined && !DataCenter.acceptsDownload(hosts, request.url)) {
      return Result.fail(
        new InvalidInput({
          problem: "The address is not one of the configured data center's hosts.",
          remedy: "Check ACCOUNTS_URL, ENVIRONMENT, API_URL and UPLOAD_URL; a token is sent to no other host."
        })
      )
    }
    const bare = HttpClientRequest.make(request.method)(request.url ?? base + request.path, {
      urlParams: request.query ?? {},
      headers: {
        ...request.headers,
        accept,
        authorization: `Zoho-oauthtoken ${Redacted.value(used.accessToken)}`
      }
    })
    if (request.form !== undefined) return Result.succeed(HttpClientRequest.bodyFormData(bare, request.form))
    if (request.body === undefined) return Result.succeed(bare)
    try {
      // As text: the transport makes bytes of it when it writes them, and a copy less is made.
      return Result.succeed(HttpClientRequest.setBody(bare, HttpBody.raw(JSON.stringify(request.body), json)))
    } catch {
      // The error quotes the body: it stays here.
      return Result.fail(
        new InvalidInput({
          problem: "The request's body cannot be written as JSON.",
          remedy: "Send strings, numbers, booleans, null, lists and plain objects only."
        })
      )
    }
  }

  const cutOff = (response: HttpClientResponse.HttpClientResponse): Reason =>
    new UnexpectedResponse({
      problem: "cut-off",
      httpStatus: response.status,
      contentType: response.headers["content-type"] ?? "",
      excerpt: ""
    })

  /** Reads an answer to the end. */
  const readText = (
    request: Request,
    response: HttpClientResponse.HttpClientResponse
  ): Effect.Effect<Envelope.Answer, Reason> =>
    response.text.pipe(
      Effect.map((text): Envelope.Answer => {
        // Once: a transport may read them anew each time it is asked.
        const { headers } = response
        const credits = Number(headers["x-api-credits-remaining"] ?? Number.NaN)
        return {
          text,
          httpStatus: response.status,
          contentType: headers["content-type"] ?? "",
          rows: request.rows ?? (request.method === "GET" ? 0 : undefined),
          path: request.path,
          creditsRemaining: Number.isSafeInteger(credits) ? credits : undefined
        }
      }),
      // The head arrived and the body did not.
      Effect.mapError(() => cutOff(response))
    )

  const timeoutOf = (request: Request): Duration.Input => {
    const least = request.timeout ?? options.timeout ?? defaultTimeout
    return request.form === undefined ? least : Duration.sum(Duration.fromInputUnsafe(least), onTheLine(request.form))
  }

  /** Sends it and reads of the answer what `read` wants, within the time allowed. */
  const exchange = <A>(
    request: Request,
    used: Entry,
    accept: string,
    read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<A, Reason>
  ): Effect.Effect<A, Reason> =>
    Clock.clockWith((clock) => {
      const startedAt = clock.currentTimeMillisUnsafe()
      const prepared = prepare(request, used, accept)
      if (Result.isFailure(prepared)) return Effect.fail(prepared.failure)
      const wire = prepared.success
      const failed = (problem: ConnectionFailed["problem"], mayHaveArrived: boolean, code?: string) =>
        Effect.suspend((): Effect.Effect<never, Reason> => {
          const because = new ConnectionFailed({
            problem,
            host: new URL(wire.url).host,
            afterMillis: clock.currentTimeMillisUnsafe() - startedAt,
            ...(code === undefined ? {} : { code })
          })
          return Effect.fail(mayHaveArrived && request.retry !== "safe" ? new Ambiguous({ because }) : because)
        })

      return http.execute(wire).pipe(
        Effect.matchEffect({
          onFailure: (error) => {
            const failure = Transport.classify(error)
            return failed(failure.problem, failure.mayHaveArrived, failure.code)
          },
          onSuccess: read
        }),
        Effect.timeoutOrElse({
          duration: timeoutOf(request),
          orElse: () => failed("timeout", true)
        }),
        // One span an operation: the transport's own would also send `traceparent` to Zoho.
        Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
        // A redirect would carry the token to a host that nobody configured; undici never follows one.
        Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
      )
    })

  const understand = (answer: Envelope.Answer, used: Entry): Effect.Effect<Envelope.Envelope, Reason> => {
    const { creditsRemaining, httpStatus } = answer
    const decoded = decode(answer, Redacted.value(used.accessToken))
    // Of a success the span is told by `attributesOf`.
    const read = Result.isSuccess(decoded)
      ? Effect.succeed(decoded.success)
      : Effect.andThen(Effect.annotateCurrentSpan({ httpStatus }), Effect.fail(decoded.failure))
    if (creditsRemaining === undefined) return read
    return credits
      .observe(creditsRemaining)
      .pipe(Effect.andThen(Effect.annotateCurrentSpan({ creditsRemaining })), Effect.andThen(read))
  }

  /** How one attempt is made with a token. */
  type Attempt<A> = (request: Request, used: Entry) => Effect.Effect<A, Reason>

  const attempt: Attempt<Envelope.Envelope> = (request, used) =>
    Effect.flatMap(
      exchange(request, used, "application/json", (response) => readText(request, response)),
      (answer) => understand(answer, used)
    )

  /** A file's head: what is not a file is read to the end, for what it says. */
  const open: Attempt<HttpClientResponse.HttpClientResponse> = Effect.fnUntraced(function* (request, used) {
    let told: Envelope.Answer | undefined
    const response = yield* exchange(request, used, "*/*", (response) => {
      if (response.status === 200 && !/\bjson\b/iu.test(response.headers["content-type"] ?? ""))
        return Effect.succeed(response)
      return Effect.map(readText(request, response), (answer) => {
        told = answer
        return response
      })
    })
    if (told === undefined) return response
    const envelope = yield* understand(told, used)
    return yield* Effect.fail<Reason>(
      envelope._tag === "Empty"
        ? new NotFound({ code: "", message: "", httpStatus: envelope.httpStatus, details: {} })
        : Envelope.unknownForm(envelope, "")
    )
  })

  /** With a fresh token; once more where Zoho refuses the token. */
  const authorized = <A>(request: Request, make: Attempt<A>): Effect.Effect<A, Reason | AuthError> =>
    Effect.flatMap(token.get, (used) =>
      Effect.catchTag(make(request, used), "InvalidToken", () =>
        // Zoho did nothing with a call it refused by its token: a write may be repeated too, once.
        token.invalidate(used).pipe(
          Effect.andThen(token.get),
          Effect.flatMap((fresh) => make(request, fresh))
        )
      )
    )

  /** One attempt as the limits see it: paid for, in its lane, and what Zoho says of both taken to heart. */
  const limited = <A>(request: Request, make: Attempt<A>): Effect.Effect<A, Reason | AuthError> => {
    const weight = request.weight ?? {}
    const refused = (failure: Reason | AuthError, began: number): Effect.Effect<never, Reason | AuthError> => {
      if (failure._tag === "AuthError") return Effect.fail(failure)
      if (failure._tag !== "RateLimited") return Effect.fail(settle(request.retry, failure))
      if (failure.limit === "credits") return Effect.fail(failure)
      // Zoho does not tell its two lanes apart: a heavy call was most likely too much for the narrower one.
      const limit = weight.heavy === true ? "sub-concurrency" : "concurrency"
      return Effect.andThen(
        lanes.refused(weight, began),
        Effect.fail(failure.limit === "unknown" ? failure : relabelled(failure, limit))
      )
    }
    return credits.spend(request.credits).pipe(
      Effect.andThen(lanes.epoch),
      Effect.flatMap((began) =>
        Effect.matchEffect(authorized(request, make), {
          onSuccess: (answer) => Effect.as(lanes.taken(weight), answer),
          onFailure: (failure) => refused(failure, began)
        })
      )
    )
  }

  const fail = (request: Request, reason: Reason): ApiError => new ApiError({ operation: request.operation, reason })

  /** As often as is safe, in the lanes, with every failure in its wrapper. */
  const repeated = <A>(request: Request, make: Attempt<A>): Effect.Effect<A, ZohoError> =>
    Effect.mapError(
      attempts.run(request.operation, lanes.run(request.operation, request.weight ?? {}, limited(request, make))),
      (failure) => (failure._tag === "AuthError" ? failure : fail(request, failure))
    )

  /** One span an operation, which tells how it went. */
  const spanned = <A>(effect: Effect.Effect<A, ZohoError>, request: Request): Effect.Effect<A, ZohoError> =>
    Effect.withSpan(
      Effect.tapError(effect, (error) => {
        const code = error._tag === "ApiError" ? codeOf(error.reason) : undefined
        return Effect.annotateCurrentSpan({ reason: error.reason._tag, ...(code === undefined ? {} : { code }) })
      }),
      request.operation,
      {
        kind: "client",
        captureStackTrace: false,
        attributes: {
          operation: request.operation,
          method: request.method,
          path: request.path,
          credits: request.credits
        }
      }
    )

  const send = (request: Request): Effect.Effect<Envelope.Envelope, ZohoError> =>
    spanned(
      Effect.tap(repeated(request, attempt), (envelope) => Effect.annotateCurrentSpan(attributesOf(envelope))),
      request
    )

  const download = (request: Request): Stream.Stream<Uint8Array, ZohoError> =>
    Stream.unwrap(
      Effect.map(spanned(repeated(request, open), request), (response) =>
        response.stream.pipe(
          Stream.mapError(() => fail(request, cutOff(response))),
          Stream.timeoutOrElse({
            duration: timeoutOf(request),
            orElse: () => Stream.fail(fail(request, cutOff(response)))
          })
        )
      )
    )

  return ZohoClient.of({ send, download })
})

/** Decodes an answer, and takes the token out first where a server repeats it in what may become an error. */
const decode = (answer: Envelope.Answer, token: string): ReturnType<typeof Envelope.decode> => {
  const decoded = Envelope.decode(answer)
  if (decoded._tag === "Success" && decoded.success._tag === "Document") return decoded
  if (token === "" || !answer.text.includes(token)) return decoded
  return Envelope.decode({ ...answer, text: answer.text.replaceAll(token, "<redacted>") })
}

/** What the pipeline stands on. */
type Need = Settings | AccessToken | HttpClient.HttpClient

/** The pipeline over the configured hosts and over limits that others share or look at. */
export const layerLimits = (
  options: Options
): Layer.Layer<ZohoClient, never, Need | Credits.Credits | Concurrency.Concurrency> =>
  Layer.effect(ZohoClient, make(options))

/** The pipeline over the configured hosts, with a timeout or retries of your own and the usual limits. */
export const layerWith = (
  options: Options
): Layer.Layer<ZohoClient | Credits.Credits | Concurrency.Concurrency, never, Need> =>
  layerLimits(options).pipe(Layer.provideMerge([Credits.layer, Concurrency.layer]))

/** The pipeline over the configured hosts: lane, token, send, envelope, reasons, retries. An attempt takes at most 30 seconds. */
export const layer: Layer.Layer<ZohoClient | Credits.Credits | Concurrency.Concurrency, never, Need> = layerWith({})
