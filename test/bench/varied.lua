-- Asks for another path in every request, with a field that is never the same, as a chain of services does.
local asked = 0
request = function()
  asked = asked + 1
  local headers = { ["accept"] = "*/*", ["user-agent"] = "bench/1.0", ["x-sequence"] = tostring(asked) }
  return wrk.format("GET", "/measured/" .. asked, headers)
end
