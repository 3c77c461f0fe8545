/** The algorithm of budgets in Lua, and the table of all algorithms by the first letter of their kind. */
export const luaBudget = `
local function period_of(rule, now)
  local period = #rule.starts - 1
  while period > 1 and rule.starts[period] > now do period = period - 1 end
  return period
end

local function idle_after(rule, period, now)
  local start, done = rule.starts[period], rule.starts[period + 1]
  local kept = rule.carry_max > 0 and 12 or now >= done and 1 or 0
  return max(done, now) + kept * (done - start)
end

local function budget() return {
  fresh = function(rule, now)
    local period = period_of(rule, now)
    return { rule.starts[period], 0, 0, idle_after(rule, period, now) }
  end,
  advance = function(n, rule, now)
    local period = period_of(rule, now)
    local start = rule.starts[period]
    if start > n[1] then
      local passed = 0
      while passed < period and rule.starts[period - passed] > n[1] do passed = passed + 1 end
      local unused = max(0, rule.limit + n[3] - n[2])
      n[3] = min(rule.carry_max, unused + (passed - 1) * rule.limit)
      n[2] = 0
      n[1] = start
    else
      n[3] = min(rule.carry_max, n[3])
    end
    n[4] = idle_after(rule, period, now)
  end,
  room = function(n, rule) return rule.limit + n[3] - n[2] end,
  take = function(n, amount) n[2] = sum(n[2], amount) end,
  mark = function(n) return n[1] end,
  settle = function(n, reserved, actual, mark)
    if mark == n[1] then n[2] = sum(sum(n[2], -reserved), actual) end
  end,
  view = function(n, rule, now)
    local limit = rule.limit + n[3]
    local done = rule.starts[period_of(rule, now) + 1]
    return limit, limit - n[2], n[2] > 0 and max(0, done - now) or 0
  end,
  wait_ms = function(n, rule, amount, now)
    local limit, starts = rule.limit, rule.starts
    if amount > limit + rule.carry_max then return huge end
    local unused = min(rule.carry_max, max(0, limit + n[3] - n[2]))
    local missing = max(0, amount - limit - unused)
    if missing > 0 and limit <= 0 then return huge end
    local index = period_of(rule, now) + 1 + (missing > 0 and ceil(missing / limit) or 0)
    local last = #starts
    local beyond = max(0, index - last) * (starts[last] - starts[last - 1])
    return max(1, starts[min(index, last)] + beyond - now)
  end,
  idle_at = function(n) return n[4] end,
} end

local makers = { t = token_bucket, f = fixed_window, s = sliding_window, c = concurrency, b = budget }
local algorithms = setmetatable({}, {
  __index = function(made, kind)
    made[kind] = makers[kind]()
    return made[kind]
  end,
})
`;
