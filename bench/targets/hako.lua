-- SPDX-License-Identifier: Apache-2.0
-- Hako: JSON-RPC 2.0, the Backend Management API with a management key.
local items = require("items")
-- ids of items are "i" + UUID; totalItems comes with every list; a JSON-RPC error comes with HTTP 200, so look at the body.
local T = { id = '"_id"%s*:%s*"(i[%x-]+)"', total = '"totalItems"%s*:%s*(%d+)' }
local M, H, P, K = "", {}, "", ""
function T.init(s)
  M = "/manage/json-rpc/" .. (s.backend or "")
  P, K = "/json-rpc/" .. (s.backend or ""), s.appkey or ""
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

-- The app API, as upstream's SDK sends it: credentials among the parameters, and this type.
local A = { owner = '"_ownerUserOid"%s*:%s*"([^"]+)"' }
T.app = A
local F = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local function as(u, method, params, anonymous)
  return "POST", P, F, '{"jsonrpc":"2.0","method":"' .. method .. '","params":{' .. params .. (params == "" and "" or ",") ..
    '"__api_key":"' .. K .. '","__device":"' .. u.device .. '"' .. (anonymous and "" or ',"__session":"' .. u.session .. '"') .. '},"id":"1"}'
end
function A.logged_in(u, headers, body)
  local me = {}
  for k, v in pairs(u) do me[k] = v end
  me.session, me.token = headers["X-Set-Monaca-Cloud-Session"], body:match('"loginToken"%s*:%s*"(%w+)"')
  me.id = body:match('"_id"%s*:%s*"(u[%x-]+)"')
  return me.session and me.token and me.id and (u.id == "" or me.id == u.id) and me or nil
end
function A.signup(u, ask)
  local body, headers = ask("signup", as(u, "User.register",
    '"username":"' .. u.name .. '","password":"' .. u.password .. '","properties":{"nick":"' .. u.nick .. '"}', true))
  local me = A.logged_in(u, headers, body)
  if me then u.id, u.session, u.token = me.id, me.session, me.token end
end
function A.bulk(list, owners)
  local t = {}
  for i, it in ipairs(list) do
    t[i] = string.format('{"jsonrpc":"2.0","id":%d,"method":"CollectionItem.create","params":{"collectionName":"GameScore","item":%s,"ownerUserOid":"%s"}}',
      i, items.json(it), owners[i].id)
  end
  return "POST", M, H, "[" .. table.concat(t, ",") .. "]"
end
function A.login(u, password) return as(u, "User.login", '"username":"' .. u.name .. '","password":"' .. password .. '"', true) end
function A.resume(u) return as(u, "User.autoLogin", '"loginToken":"' .. u.token .. '"', true) end
local function find(u, criteria, bind, order, n)
  return as(u, "Collection.find", '"collectionName":"GameScore","criteria":"' .. criteria .. '","bindParams":[' .. bind ..
    '],"orderBy":"' .. order .. '","options":{"limit":' .. n .. "}")
end
function A.find(u, n) return find(u, "", "", "score DESC", n) end
function A.find_mine(u, n) return find(u, "_ownerUserOid == ?", '"' .. u.id .. '"', "score DESC", n) end
function A.find_newest(u, n) return find(u, "", "", "", n) end -- newest first is what no order means
function A.find_created(u, n) return find(u, "", "", "_createdAt DESC", n) end
function A.insert(u, it) return as(u, "Collection.insert", '"collectionName":"GameScore","item":' .. items.json(it) .. ',"permission":{}') end
function A.update(u, id, x) return as(u, "Collection.update", '"collectionName":"GameScore","itemOid":"' .. id .. '","data":{"score":' .. x .. "}") end
function A.properties(u) return as(u, "User.getProperties", "") end
return T
