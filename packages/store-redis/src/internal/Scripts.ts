/** The operations of the store as Lua, one atomic script each. Numbers cross as text: Redis would cut replies to integers. */
import * as Redis from "effect/persistence/Redis"

export interface Keys {
  readonly entries: string
  readonly fences: string
  readonly leases: string
  readonly damaged: string
}

const all = (keys: Keys) => [keys.entries, keys.fences, keys.leases, keys.damaged]

const script = <Args extends ReadonlyArray<string | number>>(lua: string) =>
  Redis.script((keys: Keys, ...args: Args) => [...all(keys), ...args], {
    numberOfKeys: 4,
    lua: `local entries, fences, leases, damaged = KEYS[1], KEYS[2], KEYS[3], KEYS[4]\nlocal key = ARGV[1]\n${lua}`
  }).withReturnType<unknown>()

/**
 * Takes the lease if it is over, or if an attempt whose reply was lost took it for this same holder. The fence is the
 * next number, or the time where that is greater: so fences grow although the server forgot them.
 */
export const acquire = script<[key: string, millis: number, holder: string]>(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lease = redis.call('HGET', leases, key)
if lease then
  local held, holder = string.match(lease, '^(%d+) (.*)$')
  if held and tonumber(held) > now and holder ~= ARGV[3] then return {'held', held, '0'} end
end
local last = tonumber(redis.call('HGET', fences, key) or '0') or 0
local fence = string.format('%.0f', math.max(last + 1, now))
local held = string.format('%.0f', now + tonumber(ARGV[2]))
redis.call('HSET', fences, key, fence)
redis.call('HSET', leases, key, held .. ' ' .. ARGV[3])
return {'acquired', held, fence}`)

export const set = script<[key: string, text: string, fence: number]>(`
local last = tonumber(redis.call('HGET', fences, key) or '0') or 0
if last > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', fences, key, ARGV[3])
redis.call('HSET', entries, key, ARGV[2])
return 1`)

export const release = script<[key: string, fence: number]>(`
local last = tonumber(redis.call('HGET', fences, key) or '0') or 0
if last == tonumber(ARGV[2]) then redis.call('HDEL', leases, key) end
return 1`)

export const remove = script<[key: string]>(`
redis.call('HDEL', entries, key)
redis.call('HDEL', damaged, key)
return 1`)

export const setAside = script<[key: string, text: string]>(`
if redis.call('HGET', entries, key) ~= ARGV[2] then return 0 end
redis.call('HSET', damaged, key, ARGV[2])
redis.call('HDEL', entries, key)
return 1`)

export const get = script<[key: string]>(`
local text = redis.call('HGET', entries, key)
if text then return {{key, text}} else return {} end`)

export const list = script<[]>(`
local rows = {}
local flat = redis.call('HGETALL', entries)
for i = 1, #flat, 2 do rows[#rows + 1] = {flat[i], flat[i + 1]} end
return rows`)
