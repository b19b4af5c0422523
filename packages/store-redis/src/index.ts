export * as RedisCreditStore from "./RedisCreditStore.ts"
export * as RedisTokenStore from "./RedisTokenStore.ts"
