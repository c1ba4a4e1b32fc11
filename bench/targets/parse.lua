-- SPDX-License-Identifier: Apache-2.0
-- Parse Server REST with the master key.
local items = require("items")
local T = { id = '"objectId":"(%w+)"', total = '"count":(%d+)' }
local R = "/parse/classes/GameScore"
local H = { ["X-Parse-Application-Id"] = "bench", ["X-Parse-Master-Key"] = "bench-master-key", ["Content-Type"] = "application/json" }
function T.create(it) return "POST", R, H, items.json(it) end
function T.bulk(list)
  local t = {}
  for i, it in ipairs(list) do t[i] = '{"method":"POST","path":"' .. R .. '","body":' .. items.json(it) .. "}" end
  return "POST", "/parse/batch", H, '{"requests":[' .. table.concat(t, ",") .. "]}"
end
function T.get(id) return "GET", R .. "/" .. id, H end
-- count=1 without a filter: on PostgreSQL Parse answers the planner's estimate (reltuples), not a count.
function T.list(page, n) return "GET", R .. "?count=1&order=-score&limit=" .. n .. "&skip=" .. (page - 1) * n, H end
function T.filter(country, x, n, total)
  return "GET", R .. "?order=-score&limit=" .. n .. (total and "&count=1" or "") .. "&where=" ..
    items.urlencode('{"country":"' .. country .. '","score":{"$gt":' .. x .. "}}"), H
end
function T.update(id, x) return "PUT", R .. "/" .. id, H, '{"score":' .. x .. "}" end

-- As users: what one may read is the item's ACL. No X-Parse-Installation-Id: a login with one would end the
-- session that the other calls use.
local A = { owner = '"owner":{[^}]-"objectId":"(%w+)"' }
T.app = A
local function by(u)
  return { ["X-Parse-Application-Id"] = "bench", ["Content-Type"] = "application/json", ["X-Parse-Revocable-Session"] = "1",
           ["X-Parse-Session-Token"] = u and u.session or nil }
end
local function pointer(u) return '{"__type":"Pointer","className":"_User","objectId":"' .. u.id .. '"}' end
local function owned(it, u)
  return items.json(it):sub(1, -2) .. ',"owner":' .. pointer(u) .. ',"ACL":{"' .. u.id .. '":{"read":true,"write":true}}}'
end
function A.logged_in(u, headers, body)
  local me = {}
  for k, v in pairs(u) do me[k] = v end
  me.session, me.id = body:match('"sessionToken":"([^"]+)"'), body:match('"objectId":"(%w+)"')
  me.token = me.session
  return me.session and me.id and (u.id == "" or me.id == u.id) and me or nil
end
function A.signup(u, ask)
  local me = A.logged_in(u, nil, (ask("signup", "POST", "/parse/users", by(),
    '{"username":"' .. u.name .. '","password":"' .. u.password .. '","nick":"' .. u.nick .. '"}')))
  if me then u.id, u.session, u.token = me.id, me.session, me.token end
end
function A.bulk(list, owners)
  local t = {}
  for i, it in ipairs(list) do t[i] = '{"method":"POST","path":"' .. R .. '","body":' .. owned(it, owners[i]) .. "}" end
  return "POST", "/parse/batch", H, '{"requests":[' .. table.concat(t, ",") .. "]}"
end
function A.login(u, password) return "POST", "/parse/login", by(), '{"username":"' .. u.name .. '","password":"' .. password .. '"}' end
-- Parse.User.become: the session is looked at, nothing is written
function A.resume(u) return "GET", "/parse/users/me", by(u) end
function A.find(u, n) return "GET", R .. "?count=1&order=-score&limit=" .. n, by(u) end
-- The ACL alone is answered by looking at every row, so the rest asks for the owner as well.
local function mine(u) return "&where=" .. items.urlencode('{"owner":' .. pointer(u) .. "}") end
function A.find_mine(u, n) return "GET", R .. "?count=1&order=-score&limit=" .. n .. mine(u), by(u) end
function A.find_newest(u, n) return "GET", R .. "?count=1&order=-createdAt&limit=" .. n .. mine(u), by(u) end
A.find_created = A.find_newest
function A.insert(u, it) return "POST", R, by(u), owned(it, u) end
function A.update(u, id, x) return "PUT", R .. "/" .. id, by(u), '{"score":' .. x .. "}" end
function A.properties(u) return "GET", "/parse/users/" .. u.id, by(u) end
return T
