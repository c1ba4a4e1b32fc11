-- SPDX-License-Identifier: Apache-2.0
-- Hako: JSON-RPC 2.0, the Backend Management API with a management key.
local items = require("items")
-- ids of items are "i" + UUID; totalItems comes with every list; a JSON-RPC error comes with HTTP 200, so look at the body.
local T = { id = '"_id"%s*:%s*"(i[%x-]+)"', total = '"totalItems"%s*:%s*(%d+)' }
local M, H = "", {}
function T.init(s)
  M = "/manage/json-rpc/" .. (s.backend or "")
  H = { ["X-Monaca-Backend-Management-API-Key"] = s.key, ["Content-Type"] = "application/json" }
end
local function call(method, params)
  return "POST", M, H, '{"jsonrpc":"2.0","id":1,"method":"' .. method .. '","params":' .. params .. "}"
end
function T.ok(body) return body:find('"result"', 1, true) ~= nil and not body:find('"error"', 1, true) end
function T.create(it) return call("CollectionItem.create", '{"collectionName":"GameScore","item":' .. items.json(it) .. "}") end
function T.bulk(list) -- a JSON-RPC batch
  local t = {}
  for i, it in ipairs(list) do
    t[i] = string.format('{"jsonrpc":"2.0","id":%d,"method":"CollectionItem.create","params":{"collectionName":"GameScore","item":%s}}', i, items.json(it))
  end
  return "POST", M, H, "[" .. table.concat(t, ",") .. "]"
end
function T.get(id) return call("CollectionItem.get", '{"collectionName":"GameScore","_id":"' .. id .. '"}') end
function T.list(page, n)
  return call("CollectionItem.list", string.format(
    '{"collectionName":"GameScore","page":%d,"itemsInPage":%d,"sortProperty":"score","sortOrder":"desc"}', page, n))
end
-- our list always counts: W5 and W5T send the same request
function T.filter(country, x, n)
  return call("CollectionItem.list", string.format('{"collectionName":"GameScore","page":1,"itemsInPage":%d,"sortProperty":"score",' ..
    '"sortOrder":"desc","criteria":"country == ? && score > ?","bindParams":["%s",%d]}', n, country, x))
end
function T.update(id, x) return call("CollectionItem.update", '{"collectionName":"GameScore","_id":"' .. id .. '","item":{"score":' .. x .. "}}") end
return T
