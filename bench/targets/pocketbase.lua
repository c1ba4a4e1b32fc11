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
return T
