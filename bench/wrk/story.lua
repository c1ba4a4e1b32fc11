-- SPDX-License-Identifier: Apache-2.0
-- What is done one call after another, each reply looked at. Run it with -t1 -c1; it ends the process itself.
--   BENCH_STEP=signup   BENCH_USERS users sign up and log in: people.txt
--   BENCH_STEP=collect  each user finds what she may read: exactly BENCH_OWN items, all her own: own.txt
--   BENCH_STEP=story    ten users do everything that the workloads do, and what must be refused
local dir, state = os.getenv("BENCH_DIR"), os.getenv("BENCH_STATE")
package.path = dir .. "/wrk/?.lua;" .. dir .. "/targets/?.lua;" .. package.path
local items, people = require("items"), require("people")
local T, A, story, reply
local calls = 0

-- ask(method, path, headers, body): its status, headers and body.
local function ask(...) return coroutine.yield(wrk.format(...)) end
local function good(status, body) return status >= 200 and status < 300 and (not T.ok or T.ok(body)) end
local function must(what, held, status, body)
  if not held then error(what .. ": " .. tostring(status) .. " " .. tostring(body):sub(1, 400), 0) end
end
local function succeed(what, status, headers, body)
  must(what, good(status, body), status, body)
  return body, headers
end
local function refused(what, status, headers, body) must(what .. " was let in", not good(status, body), status, body) end

-- find(u, n): the reply's body, the total.
local function find(u, n, request)
  local status, _, body = ask((request or A.find)(u, n))
  succeed("find", status, nil, body)
  local total = tonumber(body:match(T.total)) or -1
  local count, sorted, who = people.look(body, A.owner)
  must("find: " .. count .. " items of " .. total .. ", sorted " .. tostring(sorted) .. ", of " .. tostring(who) .. " for " .. u.id,
    count == math.min(n, total) and count > 0 and (sorted or request == A.find_newest or request == A.find_created) and who == u.id, status, body)
  return body, total
end

local steps = {}

function steps.signup()
  local all = {}
  for i = 1, tonumber(os.getenv("BENCH_USERS")) do
    local u = people.new(i)
    A.signup(u, function(what, ...) return succeed(what, ask(...)) end)
    must("signup", u.id ~= "" and u.session ~= "" and u.token ~= "", 0, u.name)
    all[i] = u
  end
  people.write(all)
end

function steps.collect()
  local all, own = people.read(), tonumber(os.getenv("BENCH_OWN"))
  for _, u in ipairs(all) do
    u.items = {}
    local body, total = find(u, 1000)
    must("collect: " .. total .. " instead of " .. own, total == own, 200, body)
    for id in body:gmatch(T.id) do
      if id ~= u.id then table.insert(u.items, id) end
    end
    must("collect: ids", #u.items == own, 200, body)
  end
  people.write_items(all)
end

function steps.story()
  local all = people.read()
  for k = 1, math.min(10, #all) do
    local u, other = all[k], all[k % #all + 1]
    refused("a wrong password", ask(A.login(u, "wrong-password")))
    local body, headers = succeed("login", ask(A.login(u, u.password)))
    local me = A.logged_in(u, headers, body)
    must("login: no session, or not hers", me ~= nil, 200, body)
    local _, before = find(me, 20)
    find(me, 20, A.find_mine)
    local new = items.item(5000000 + k)
    succeed("insert", ask(A.insert(me, new)))
    for _, newest in ipairs({ A.find_newest, A.find_created }) do
      body = find(me, 20, newest)
      must("insert: not the newest", body:match('"score":%s*(%d+)') == tostring(new.score), 200, body)
    end
    local _, after = find(me, 20)
    must("insert: total " .. before .. " then " .. after, after == before + 1, 200, "")
    local one = u.items[k]
    succeed("update", ask(A.update(me, one, 2000000)))
    body = find(me, 20)
    must("update: not seen", body:match('"score":%s*(%d+)') == "2000000", 200, body)
    succeed("update back", ask(A.update(me, one, k)))
    refused("an update of another's item", ask(A.update(me, other.items[k], 2000000)))
    must("another's item changed", find(other, 20):match('"score":%s*(%d+)') ~= "2000000", 200, "")
    body = succeed("properties", ask(A.properties(me)))
    must("properties: not hers", body:find(u.nick, 1, true), 200, body)
    body, headers = succeed("resume", ask(A.resume(u)))
    must("resume: not hers", body:find(u.id, 1, true), 200, body)
  end
end

local filler
function init()
  T = require(os.getenv("BENCH_TARGET"))
  A = T.app
  local f = loadfile(state .. "/session.lua")
  if T.init then T.init(f and f() or {}) end
  filler = wrk.format("GET", "/bench-filler")
  story = coroutine.create(steps[os.getenv("BENCH_STEP")])
end

local verified = false
function request()
  -- wrk asks for one request before it connects, to look at it, and never sends it
  if not verified then verified = true; return filler end
  local ok, made = coroutine.resume(story, unpack(reply or {}))
  if ok and coroutine.status(story) ~= "dead" then calls = calls + 1; return made end
  io.write(ok and "TOLD " .. calls .. " calls\n" or "FAILED after " .. calls .. " calls: " .. tostring(made):gsub("\n", " ") .. "\n")
  io.flush()
  os.exit(ok and 0 or 1)
end

function response(status, headers, body) reply = { status, headers, body } end
