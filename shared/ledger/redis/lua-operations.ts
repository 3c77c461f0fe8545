/** Reservations in Lua, and what each operation does with them. */
export const luaOperations = `
local function read_page(id)
  local text = redis.call('GET', root .. 'r:' .. id)
  if not text then return nil end
  local expires_at, at_expiry, at = text:match('^(%d+) (%a)()')
  if at_expiry == 'd' then return { expires_at = tonumber(expires_at), is_settled = true } end
  local entries = {}
  while at <= #text do
    local kind, amount, mark, size, from = text:match('^\\n(%a) (%d+) (%d+) (%d+):()', at)
    at = from + size
    entries[#entries + 1] =
      { kind = kind, amount = tonumber(amount), mark = tonumber(mark), key = text:sub(from, at - 1) }
  end
  return { expires_at = tonumber(expires_at), at_expiry = at_expiry, entries = entries }
end

local function write_page(id, hold_ms, at_expiry, claims)
  local expires_at = now + hold_ms
  local texts = { whole(expires_at) .. ' ' .. at_expiry }
  for index, claim in ipairs(claims) do
    local mark = claim.algorithm.mark(claim.counter.n)
    texts[index + 1] =
      table.concat({ claim.kind, whole(claim.amount), whole(mark), whole(#claim.key) .. ':' .. claim.key }, ' ')
  end
  redis.call('SET', root .. 'r:' .. id, table.concat(texts, '\\n'), 'PX', whole(hold_ms + grace))
  redis.call('ZADD', KEYS[2], whole(expires_at), id)
  if redis.call('PTTL', KEYS[2]) < hold_ms + grace then redis.call('PEXPIRE', KEYS[2], whole(hold_ms + grace)) end
end

-- Held: until when it was.
local function settle(page, held, amount_of)
  for index, entry in ipairs(page.entries) do
    local counter = load(entry.key, entry.kind)
    if counter then
      local algorithm = algorithms[entry.kind]
      if algorithm.catch_up then algorithm.catch_up(counter.n, held) end
      algorithm.settle(counter.n, entry.amount, amount_of(entry, index), entry.mark)
      save(counter)
    end
  end
end

local function expire(id, page)
  redis.call('DEL', root .. 'r:' .. id)
  redis.call('ZREM', KEYS[2], id)
  if not page or page.is_settled then return end
  local is_spent = page.at_expiry == 's'
  settle(page, page.expires_at, function(entry) return is_spent and entry.amount or 0 end)
end

-- Ends expired reservations, at most so many, and says how many.
local function sweep(most)
  local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', whole(now), 'LIMIT', 0, most)
  for _, id in ipairs(ids) do expire(id, read_page(id)) end
  return #ids
end

local function held_page(id)
  local page = read_page(id)
  if not page or page.expires_at > now then return page end
  expire(id, page)
end

local swept = sweep(128)

-- Before anything is refused, more of what has expired is looked for.
local function decide_again(claims)
  local refused, wait = decide(claims)
  if refused >= 0 and swept == 128 and sweep(1024) > 0 then return decide(claims) end
  return refused, wait
end

local operations = {}

function operations.spend()
  local claims = next_claims(true)
  local refused, wait = decide_again(claims)
  if refused < 0 then take(claims, 0) end
  return verdict(refused, wait, claims)
end

function operations.reserve()
  local id, hold_ms, at_expiry = next_text(), next_number(), next_text()
  local claims = next_claims(true)
  if held_page(id) then return verdict(-1, 0, open(claims)) end
  local refused, wait = decide_again(claims)
  if refused < 0 then
    write_page(id, hold_ms, at_expiry, claims)
    take(claims, now + hold_ms)
  end
  return verdict(refused, wait, claims)
end

-- Without amounts everything is given back.
function operations.settle()
  local id, count = next_text(), next_number()
  local amounts = {}
  for index = 1, count do amounts[index] = next_number() end
  local page = held_page(id)
  if not page or page.is_settled then return { 0 } end
  if count > 0 and count ~= #page.entries then return { -1 } end
  redis.call('SET', root .. 'r:' .. id, whole(page.expires_at) .. ' d', 'PX', whole(page.expires_at - now + 1000))
  redis.call('ZREM', KEYS[2], id)
  settle(page, now, function(_, index) return amounts[index] or 0 end)
  return { 1 }
end

function operations.read()
  return add_views({}, open(next_claims(false)))
end

return operations[next_text()]()
`;
