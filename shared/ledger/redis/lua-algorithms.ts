/**
 * The algorithms of `shared/ledger/algorithms` in Lua, number for number. Lua counts in doubles as well; `fmod` is what
 * `%` is in JavaScript. A counter is a table of the same numbers, from index 1 on. Each run of the script makes only the
 * algorithms that it needs.
 */
export const luaAlgorithms = `
local floor, ceil, max, min, fmod, huge = math.floor, math.ceil, math.max, math.min, math.fmod, math.huge

local function sum(used, more)
  return min(9007199254740991, max(0, used + more))
end

local function refill_ms(n, amount)
  if amount <= 0 then return 0 end
  local refill, per_ms = n[5], n[6]
  if refill <= 0 then return huge end
  local parts = fmod(amount, refill) * per_ms - n[3]
  return max(0, floor(amount / refill) * per_ms + ceil(parts / refill))
end

local function catch_up(n, now)
  local elapsed, refill, per_ms = now - n[4], n[5], n[6]
  if elapsed <= 0 then return end
  n[4] = now
  local odd = fmod(elapsed, per_ms)
  local parts = odd * fmod(refill, per_ms) + n[3]
  local gained = floor(elapsed / per_ms) * refill + odd * floor(refill / per_ms) + floor(parts / per_ms)
  if gained >= n[1] - n[2] then
    n[1] = n[2]
    n[3] = 0
  else
    n[1] = n[1] - gained
    n[3] = fmod(parts, per_ms)
  end
end

local function token_bucket() return {
  fresh = function(rule, now) return { 0, 0, 0, now, rule.refill, rule.per_ms, 0 } end,
  advance = function(n, rule, now)
    if n[6] ~= rule.per_ms then
      n[3] = floor(n[3] * rule.per_ms / n[6])
      n[6] = rule.per_ms
    end
    n[5] = rule.refill
    catch_up(n, now)
  end,
  catch_up = catch_up,
  room = function(n, rule) return rule.limit - n[1] end,
  take = function(n, amount, is_held)
    n[1] = sum(n[1], amount)
    if not is_held then return end
    n[2] = sum(n[2], amount)
    n[7] = n[7] + 1
  end,
  mark = function() return 0 end,
  settle = function(n, reserved, actual)
    local held, used = sum(n[2], -reserved), sum(sum(n[1], -reserved), actual)
    n[7] = max(0, n[7] - 1)
    n[2] = held
    n[1] = max(held, used)
    if used <= held then n[3] = 0 end
  end,
  view = function(n, rule) return rule.limit, rule.limit - n[1], refill_ms(n, n[1]) end,
  wait_ms = function(n, rule, amount)
    if amount > rule.limit then return huge end
    local missing = amount - (rule.limit - n[1])
    return max(1, refill_ms(n, min(missing, n[1] - n[2])))
  end,
  idle_at = function(n)
    if n[7] > 0 then return huge end
    return n[4] + refill_ms(n, n[1])
  end,
} end

local function fixed_window() return {
  fresh = function(rule, now)
    local begin = floor(now / rule.window_ms) * rule.window_ms
    return { begin, 0, begin + rule.window_ms }
  end,
  advance = function(n, rule, now)
    local begin = floor(now / rule.window_ms) * rule.window_ms
    if begin > n[1] then
      n[1] = begin
      n[2] = 0
      n[3] = begin + rule.window_ms
    else
      n[3] = floor(n[1] / rule.window_ms) * rule.window_ms + rule.window_ms
    end
  end,
  room = function(n, rule) return rule.limit - n[2] end,
  take = function(n, amount) n[2] = sum(n[2], amount) end,
  mark = function(n) return n[1] end,
  settle = function(n, reserved, actual, mark)
    if mark == n[1] then n[2] = sum(sum(n[2], -reserved), actual) end
  end,
  view = function(n, rule, now) return rule.limit, rule.limit - n[2], n[2] > 0 and max(0, n[3] - now) or 0 end,
  wait_ms = function(n, rule, amount, now)
    if amount > rule.limit then return huge end
    return max(1, n[3] - now)
  end,
  idle_at = function(n) return n[3] end,
} end

local function slot_of(tenth) return 3 + fmod(fmod(tenth, 11) + 11, 11) end

local function in_window(n)
  local used = 0
  for slot = 3, 13 do used = used + n[slot] end
  return used
end

local function comes_back_ms(n, missing, now)
  local back, t = 0, n[1] - 11
  while back < missing and t < n[1] do
    t = t + 1
    back = back + n[slot_of(t)]
  end
  return max(0, (t + 11) * n[2] - now)
end

local function sliding_window() return {
  fresh = function(rule, now)
    local tenth_ms = ceil(rule.window_ms / 10)
    return { floor(now / tenth_ms), tenth_ms, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
  end,
  advance = function(n, rule, now)
    local tenth_ms = ceil(rule.window_ms / 10)
    if n[2] ~= tenth_ms then
      local used, tenth = in_window(n), floor(max(now, n[1] * n[2]) / tenth_ms)
      for slot = 3, 13 do n[slot] = 0 end
      n[1] = tenth
      n[2] = tenth_ms
      n[slot_of(tenth)] = used
      return
    end
    local tenth = floor(now / tenth_ms)
    if tenth <= n[1] then return end
    for t = max(n[1] + 1, tenth - 10), tenth do n[slot_of(t)] = 0 end
    n[1] = tenth
  end,
  room = function(n, rule) return rule.limit - in_window(n) end,
  take = function(n, amount)
    local slot = slot_of(n[1])
    n[slot] = sum(n[slot], amount)
  end,
  mark = function(n) return n[1] * n[2] end,
  settle = function(n, reserved, actual, mark)
    local tenth = floor(mark / n[2])
    if tenth > n[1] or tenth <= n[1] - 11 then return end
    local slot = slot_of(tenth)
    n[slot] = sum(sum(n[slot], -reserved), actual)
  end,
  view = function(n, rule, now)
    local used = in_window(n)
    return rule.limit, rule.limit - used, used > 0 and comes_back_ms(n, 1, now) or 0
  end,
  wait_ms = function(n, rule, amount, now)
    if amount > rule.limit then return huge end
    return max(1, comes_back_ms(n, amount - (rule.limit - in_window(n)), now))
  end,
  idle_at = function(n) return (n[1] + 11) * n[2] end,
} end

local function concurrency() return {
  fresh = function() return { 0 } end,
  advance = function() end,
  room = function(n, rule) return rule.limit - n[1] end,
  take = function(n, amount) n[1] = sum(n[1], amount) end,
  mark = function() return 0 end,
  settle = function(n, reserved) n[1] = sum(n[1], -reserved) end,
  view = function(n, rule) return rule.limit, rule.limit - n[1], 0 end,
  wait_ms = function(n, rule, amount) return amount > rule.limit and huge or 1 end,
  idle_at = function(n) return n[1] > 0 and huge or 0 end,
} end
`;
