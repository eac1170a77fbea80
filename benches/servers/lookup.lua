-- GET /Users?filter=userName eq "…", of users who are there.
local users = tonumber(os.getenv("USERS"))
local path = os.getenv("USERS_PATH")
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
math.randomseed(1)
request = function()
  local name = "seed-" .. math.random(users)
  return wrk.format("GET", path .. "?filter=userName+eq+%22" .. name .. "%40example.com%22")
end
