/**
 * How an entry becomes the text that a store keeps: plain JSON, or sealed with `TOKEN_KEY` (AES-256-GCM).
 *
 * A store writes only what its codec returns, so encryption at rest is the same for every store. Sealed text is
 * `v1.<key id>.<nonce>.<ciphertext>`, the parts in base64url:
 *
 * - The key is derived per store from `TOKEN_KEY` with HKDF-SHA256, so text copied from one kind or place of store to
 *   another opens nowhere else.
 * - The token key of the entry is authenticated with it: a row moved under another identity does not open.
 * - The key id is derived too and reveals nothing. It tells a wrong `TOKEN_KEY` (an error, nothing is touched) from a
 *   damaged entry (which counts as none).
 * - Nonces are random, one a write; 2^32 writes under one key are far beyond one refresh an hour.
 */
import * as SealingKey from "@effect-zoho/config/SealingKey"
import * as Context from "effect/Context"
import * as Aead from "effect/crypto/Aead"
import type { CryptoError } from "effect/crypto/CryptoError"
import * as Kdf from "effect/crypto/Kdf"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Entry, EntryJson, type TokenKey } from "./Token.ts"
import { TokenStoreError, WrongTokenKey } from "./TokenStore.ts"

export { WrongTokenKey } from "./TokenStore.ts"

/** `TOKEN_KEY` is not base64 of 32 bytes. */
export class InvalidTokenKey extends Schema.TaggedError<InvalidTokenKey>()("InvalidTokenKey", {
  problem: Schema.String
}) {
  readonly remedy = SealingKey.remedy
  override get message() {
    return `TOKEN_KEY ${this.problem} ${this.remedy}`
  }
}

/** The stored text is no entry: cut off, changed, or moved from another key. The store sets it aside. */
export class DamagedEntry extends Schema.TaggedError<DamagedEntry>()("DamagedEntry", {
  /** In words; never a part of the text. */
  problem: Schema.String
}) {}

/** The platform's cryptography refused to work. */
export class SealingFailed extends Schema.TaggedError<SealingFailed>()("SealingFailed", {
  problem: Schema.String
}) {
  readonly remedy = "Use a Node.js with Web Crypto (AES-GCM and HKDF)."
}

/** The codec of one store. */
export interface Codec {
  /** The text to keep. It holds secrets, so it goes to the store and nowhere else. */
  readonly encode: (key: TokenKey, entry: Entry) => Effect.Effect<string, SealingFailed>
  readonly decode: (key: TokenKey, text: string) => Effect.Effect<Entry, DamagedEntry | WrongTokenKey>
}

/** Gives every store its codec. */
export interface Service {
  /**
   * The codec of the store with this name. The name takes part in the key, so it must stay the same for as long as the
   * entries live: the kind of store and the place in it (`postgres:tokens.effect_zoho_`), not a host or a path.
   */
  readonly forStore: (name: string) => Effect.Effect<Codec, SealingFailed>
}

const EntryText = Schema.fromJsonString(EntryJson)
const toText = Schema.encodeEffect(EntryText)
const fromText = Schema.decodeUnknownEffect(EntryText)

const sealedForm = /^v1\.([\w-]{8})\.([\w-]{16})\.([\w-]{22,})$/u
/** What no JSON begins with: text of this or a later version. */
const looksSealed = (text: string): boolean => /^v[0-9]+\./u.test(text)

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

// A schema's complaint may quote the text, and the text is secret: it is never passed on.
const encodeText = (entry: Entry): Effect.Effect<string, SealingFailed> =>
  Effect.mapError(toText(entry), () => new SealingFailed({ problem: "the entry is not one that can be written." }))

const decodeText = (text: string): Effect.Effect<Entry, DamagedEntry> =>
  Effect.mapError(fromText(text), () => new DamagedEntry({ problem: "it is not the JSON of an entry." }))

/** Plain JSON: the store's own permissions protect it. */
export const plain: Service = {
  forStore: (store) =>
    Effect.succeed({
      encode: (_, entry) => encodeText(entry),
      decode: (_, text) =>
        looksSealed(text) ? Effect.fail(new WrongTokenKey({ store, found: "sealed" })) : decodeText(text)
    })
}

/** The codec that stores use: plain unless `layer` is provided to them. */
export const EntryCodec: Context.Reference<Service> = Context.Reference<Service>("@effect-zoho/auth/EntryCodec", {
  defaultValue: () => plain
})

/** Reads `TOKEN_KEY`: base64 (or base64url) of exactly 32 bytes. */
export const parseKey = (text: Redacted.Redacted): Result.Result<SealingKey.SealingKey, InvalidTokenKey> =>
  Result.mapError(SealingKey.parse(Redacted.value(text)), (problem) => new InvalidTokenKey({ problem }))

const unsealable = (error: CryptoError): SealingFailed =>
  // The reason's tag says enough; its message could describe key material.
  new SealingFailed({ problem: `${error.module}.${error.method} answered ${error.reason._tag}.` })

/** Sealed with this key. */
export const sealed = (
  tokenKey: SealingKey.SealingKey
): Effect.Effect<Service, never, Aead.Aead | Kdf.Kdf | SecureRandom.SecureRandom> =>
  Effect.gen(function* () {
    const aead = yield* Aead.Aead
    const kdf = yield* Kdf.Kdf
    const random = yield* SecureRandom.SecureRandom

    const derive = (info: string, length: number) =>
      kdf.derive(Kdf.hkdfSha256, Redacted.value(tokenKey), {
        // Fixed: the input is a uniformly random key already, and every process must derive the same.
        salt: utf8("effect-zoho token store v1"),
        info: utf8(info),
        length
      })

    const forStore = Effect.fnUntraced(function* (store: string) {
      const key = yield* Effect.flatMap(derive(`seal ${store}`, 32), (bytes) => Aead.key(Aead.aes256Gcm, bytes))
      const keyId = Base64Url.encode(yield* derive(`id ${store}`, 6))

      const encode = Effect.fnUntraced(function* (tokenKey: TokenKey, entry: Entry) {
        const text = yield* encodeText(entry)
        const nonce = yield* random.randomBytes(12)
        const ciphertext = yield* Effect.mapError(
          aead.encrypt(key, utf8(text), { nonce, aad: utf8(tokenKey) }),
          unsealable
        )
        return ["v1", keyId, Base64Url.encode(nonce), Base64Url.encode(ciphertext)].join(".")
      })

      const decode = Effect.fnUntraced(function* (tokenKey: TokenKey, text: string) {
        const [, id, nonce, ciphertext] = sealedForm.exec(text) ?? []
        if (id === undefined || nonce === undefined || ciphertext === undefined) {
          // Never taken in place of sealed text: whoever can write the store could slip in a token of their own.
          if (text.startsWith("{")) return yield* new WrongTokenKey({ store, found: "plain" })
          return yield* new DamagedEntry({ problem: "it is not sealed text." })
        }
        if (id !== keyId) return yield* new WrongTokenKey({ store, found: "another-key" })
        const damaged = () => new DamagedEntry({ problem: "it was changed, or belongs to another key." })
        const sealedBytes = yield* Effect.mapError(Effect.fromResult(Base64Url.decode(ciphertext)), damaged)
        const nonceBytes = yield* Effect.mapError(Effect.fromResult(Base64Url.decode(nonce)), damaged)
        const opened = yield* Effect.mapError(
          aead.decrypt(key, sealedBytes, { nonce: nonceBytes, aad: utf8(tokenKey) }),
          damaged
        )
        return yield* decodeText(new TextDecoder().decode(opened))
      })

      return { encode, decode } satisfies Codec
    }, Effect.mapError(unsealable))

    return { forStore }
  })

/** Stores that are given this layer seal what they keep with `TOKEN_KEY`. */
export const layer = (tokenKey: SealingKey.SealingKey): Layer.Layer<never> =>
  Layer.effect(EntryCodec, sealed(tokenKey)).pipe(
    Layer.provide([Aead.layerWebCrypto, Kdf.layerWebCrypto]),
    Layer.provide(SecureRandom.layerWebCrypto)
  )

/** `layer` from the text of `TOKEN_KEY`. */
export const layerFromText = (text: Redacted.Redacted): Layer.Layer<never, InvalidTokenKey> =>
  Layer.unwrap(Effect.map(Effect.fromResult(parseKey(text)), layer))

/** For a store's operations: cryptography that refused to work, in the store's terms. */
export const toStoreError =
  (store: string, operation: TokenStoreError["operation"]) =>
  (error: SealingFailed): TokenStoreError =>
    new TokenStoreError({ store, operation, problem: error.problem, remedy: error.remedy })

/** For a store's operations: the wrong key with the store's name as people know it, where the codec knows only the kind. */
export const namedBy =
  (store: string) =>
  (error: WrongTokenKey): WrongTokenKey =>
    new WrongTokenKey({ store, found: error.found })
