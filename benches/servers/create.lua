-- POST /Users, each with a user name of its own.
local made = 0
local run = os.getenv("RUN")
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/scim+json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
request = function()
  made = made + 1
  local name = run .. "-" .. made
  return wrk.format(nil, nil, nil, '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],'
    .. '"userName":"' .. name .. '@example.com","externalId":"' .. name .. '","active":true,'
    .. '"name":{"givenName":"Given","familyName":"Family"},'
    .. '"emails":[{"value":"' .. name .. '@example.com","type":"work","primary":true}]}')
end
