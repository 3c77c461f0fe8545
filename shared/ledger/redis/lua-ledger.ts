/**
 * The operations of the ledger in Lua. `KEYS`: the clock, and the order in which reservations expire. `ARGV`: the
 * beginning of all keys, the operation, and its words as `encode-call.ts` puts them in a row.
 *
 * A counter is kept as `kind until numbers…`: no reservation holds anything of it after `until`. A reservation is kept as
 * `expiresAt s` (spend) or `expiresAt r` (release) and its entries, each a line, the keys in them behind their lengths;
 * once it is settled, as `expiresAt d` (done). All of it is kept no longer than it can matter.
 */
export const luaLedger = `
local root, word = ARGV[1], 1
-- How long a reservation that expired is remembered where nobody asks, in milliseconds.
local grace = 3600000
local function whole(number) return string.format('%.0f', number) end
local function next_text()
  word = word + 1
  return ARGV[word]
end
local function next_number() return tonumber(next_text()) end

-- Time stands still while the clock of the machine is set back by up to a minute; beyond that it is followed.
local function clock()
  local time = redis.call('TIME')
  local wall = time[1] * 1000 + floor(time[2] / 1000)
  local kept = tonumber(redis.call('GET', KEYS[1]) or '0')
  if kept > wall and kept - wall <= 60000 then return kept, wall end
  if kept ~= wall then redis.call('SET', KEYS[1], whole(wall), 'PX', 120000) end
  return wall, wall
end
local now, wall = clock()

local function load(key, kind)
  local text = redis.call('GET', root .. 'c:' .. key)
  if not text or text:sub(1, 1) ~= kind then return nil end
  local n, before = {}, nil
  for number in text:sub(3):gmatch('%S+') do
    if before == nil then before = tonumber(number) else n[#n + 1] = tonumber(number) end
  end
  return { n = n, kind = kind, key = key, before = before }
end

local function save(counter)
  local n, keep = counter.n, algorithms[counter.kind].idle_at(counter.n)
  if keep == huge then
    -- Held: let go of when the last reservation has expired and been forgotten, even if nobody asks any more.
    keep = counter.before + grace + (counter.kind == 't' and refill_ms(n, n[1]) or 0)
  else
    keep = max(keep, counter.before)
  end
  local texts = { counter.kind, whole(counter.before) }
  for index, number in ipairs(n) do texts[index + 2] = whole(number) end
  local key, text = root .. 'c:' .. counter.key, table.concat(texts, ' ')
  if keep <= wall then
    redis.call('DEL', key)
  elseif keep == huge then
    redis.call('SET', key, text)
  else
    redis.call('SET', key, text, 'PX', whole(keep - wall + 1000))
  end
end

local function next_counter(has_amount)
  local claim = { kind = next_text(), key = next_text() }
  if has_amount then
    claim.amount = next_number()
    claim.enforced = next_text() == '1'
  end
  local rule = { limit = next_number() }
  if claim.kind == 't' then
    rule.refill, rule.per_ms = next_number(), next_number()
  elseif claim.kind == 'f' or claim.kind == 's' then
    rule.window_ms = next_number()
  elseif claim.kind == 'b' then
    rule.carry_max, rule.starts = next_number(), {}
    for index = 1, next_number() do rule.starts[index] = next_number() end
  end
  claim.rule, claim.algorithm = rule, algorithms[claim.kind]
  return claim
end

local function next_claims(has_amount)
  local claims = {}
  for index = 1, next_number() do claims[index] = next_counter(has_amount) end
  return claims
end

-- Brings the counters of the claims to now.
local function open(claims)
  for _, claim in ipairs(claims) do
    local counter = load(claim.key, claim.kind)
    if counter then
      claim.algorithm.advance(counter.n, claim.rule, now)
    else
      counter = { n = claim.algorithm.fresh(claim.rule, now), kind = claim.kind, key = claim.key, before = 0 }
    end
    claim.counter = counter
  end
  return claims
end

local function add_views(answer, claims)
  for _, claim in ipairs(claims) do
    local limit, remaining, reset = claim.algorithm.view(claim.counter.n, claim.rule, now)
    answer[#answer + 1] = limit
    answer[#answer + 1] = remaining
    answer[#answer + 1] = reset == huge and -1 or reset
  end
  return answer
end

-- Where the first claim stands that there is no room for, from 0 on, or -1; and how long there will be none.
local function decide(claims)
  local refused, wait = -1, 0
  for index, claim in ipairs(open(claims)) do
    local n, wanted = claim.counter.n, max(1, claim.amount)
    if claim.enforced and claim.algorithm.room(n, claim.rule) < wanted then
      if refused < 0 then refused = index - 1 end
      wait = max(wait, claim.algorithm.wait_ms(n, claim.rule, wanted, now))
    end
  end
  return refused, wait
end

-- Before: until when a reservation holds it; 0 for none.
local function take(claims, before)
  for _, claim in ipairs(claims) do
    if claim.amount > 0 or before > 0 then
      claim.algorithm.take(claim.counter.n, claim.amount, before > 0)
      claim.counter.before = max(claim.counter.before, before)
      save(claim.counter)
    end
  end
end

local function verdict(refused, wait, claims)
  return add_views({ refused < 0 and 1 or 0, refused, wait == huge and -1 or wait }, claims)
end
`;
