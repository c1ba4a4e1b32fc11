-- SPDX-License-Identifier: Apache-2.0
-- PocketBase REST, as superuser.
local items = require("items")
local T = { id = '"id":"(%w+)"', total = '"totalItems":(%d+)' }
local H, R = {}, "/api/collections/GameScore/records"
function T.init(s) H = { ["Authorization"] = s.token, ["Content-Type"] = "application/json" } end
function T.create(it) return "POST", R, H, items.json(it) end
function T.bulk(list)
  local t = {}
  for i, it in ipairs(list) do t[i] = '{"method":"POST","url":"' .. R .. '","body":' .. items.json(it) .. "}" end
  return "POST", "/api/batch", H, '{"requests":[' .. table.concat(t, ",") .. "]}"
end
function T.get(id) return "GET", R .. "/" .. id, H end
function T.list(page, n) return "GET", R .. "?page=" .. page .. "&perPage=" .. n .. "&sort=-score", H end
function T.filter(country, x, n, total)
  return "GET", R .. "?page=1&perPage=" .. n .. "&sort=-score" .. (total and "" or "&skipTotal=1") .. "&filter=" ..
    items.urlencode("country='" .. country .. "' && score>" .. x), H
end
function T.update(id, x) return "PATCH", R .. "/" .. id, H, '{"score":' .. x .. "}" end

-- As users: what one may read is the collection's rule (pocketbase.sh), the owner is sent with an item.
local A = { owner = '"owner":"(%w+)"' }
T.app = A
local U, J = "/api/collections/users", { ["Content-Type"] = "application/json" }
local function by(u) return { ["Authorization"] = u.session, ["Content-Type"] = "application/json" } end
local function owned(it, u) return items.json(it):sub(1, -2) .. ',"owner":"' .. u.id .. '"}' end
function A.logged_in(u, headers, body)
  local me = {}
  for k, v in pairs(u) do me[k] = v end
  me.session, me.id = body:match('"token":"([^"]+)"'), body:match('"id":"(%w+)"')
  me.token = me.session
  return me.session and me.id and (u.id == "" or me.id == u.id) and me or nil
end
function A.signup(u, ask)
  ask("signup", "POST", U .. "/records", J, '{"email":"' .. u.name .. '@example.com","name":"' .. u.nick .. '","password":"' .. u.password ..
    '","passwordConfirm":"' .. u.password .. '"}')
  local me = A.logged_in(u, nil, (ask("login", A.login(u, u.password))))
  if me then u.id, u.session, u.token = me.id, me.session, me.token end
end
function A.bulk(list, owners)
  local t = {}
  for i, it in ipairs(list) do t[i] = '{"method":"POST","url":"' .. R .. '","body":' .. owned(it, owners[i]) .. "}" end
  return "POST", "/api/batch", H, '{"requests":[' .. table.concat(t, ",") .. "]}"
end
function A.login(u, password)
  return "POST", U .. "/auth-with-password", J, '{"identity":"' .. u.name .. '@example.com","password":"' .. password .. '"}'
end
function A.resume(u) return "POST", U .. "/auth-refresh", by(u), "" end
function A.find(u, n) return "GET", R .. "?page=1&perPage=" .. n .. "&sort=-score", by(u) end
function A.find_mine(u, n) return "GET", R .. "?page=1&perPage=" .. n .. "&sort=-score&filter=" .. items.urlencode("owner='" .. u.id .. "'"), by(u) end
function A.find_newest(u, n) return "GET", R .. "?page=1&perPage=" .. n .. "&sort=-created", by(u) end
A.find_created = A.find_newest
function A.insert(u, it) return "POST", R, by(u), owned(it, u) end
function A.update(u, id, x) return "PATCH", R .. "/" .. id, by(u), '{"score":' .. x .. "}" end
function A.properties(u) return "GET", U .. "/records/" .. u.id, by(u) end
return T
