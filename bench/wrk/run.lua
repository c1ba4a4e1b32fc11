-- SPDX-License-Identifier: Apache-2.0
-- One workload against one target. Environment: BENCH_TARGET, BENCH_W, BENCH_DIR (this tree), BENCH_STATE (the
-- target's session.lua and ids.txt), BENCH_CHECK=1 (look at every body; for the warm-up: it costs wrk CPU time).
-- App workloads (A…) look at every reply in measured runs as well, for success only: a refusal may have HTTP 200.
local dir, state = os.getenv("BENCH_DIR"), os.getenv("BENCH_STATE")
package.path = dir .. "/wrk/?.lua;" .. dir .. "/targets/?.lua;" .. package.path
local items = require("items")
local people = require("people")
local W = os.getenv("BENCH_W")
local check = os.getenv("BENCH_CHECK") == "1"
local app = W:sub(1, 1) == "A"
local pool, n, T = {}, 0, nil
local threads = {}
bad = 0; badsample = ""

local function session()
  local f = loadfile(state .. "/session.lua")
  return f and f() or {}
end
local function ids()
  local t = {}
  local f = io.open(state .. "/ids.txt")
  if f then for l in f:lines() do t[#t + 1] = l end f:close() end
  return t
end
local function add(method, path, headers, body)
  n = n + 1
  pool[n] = wrk.format(method, path, headers, body)
end

local function shuffled(all)
  for i = #all, 2, -1 do
    local k = math.random(1, i)
    all[i], all[k] = all[k], all[i]
  end
  return all
end
-- One request of each user.
local function each(f) for _, u in ipairs(shuffled(people.read())) do add(f(u)) end end

-- A4: of 200 calls. See README.md.
local mix = { { "login", 1 }, { "resume", 29 }, { "find_newest", 28 }, { "find_created", 27 }, { "find_mine", 55 }, { "properties", 30 }, { "insert", 14 }, { "update", 16 } }

local build = {
  A1 = function() each(function(u) return T.app.login(u, u.password) end) end,
  A2 = function() each(function(u) return T.app.find(u, 20) end) end,
  A2M = function() each(function(u) return T.app.find_mine(u, 20) end) end,
  A2N = function() each(function(u) return T.app.find_newest(u, 20) end) end,
  A2C = function() each(function(u) return T.app.find_created(u, 20) end) end,
  A3 = function()
    local all = people.read()
    for i = 1, 4000 do add(T.app.insert(all[math.random(1, #all)], items.item(1000000 + math.random(1, 900000)))) end
  end,
  A4 = function()
    local all, A = people.read(), T.app
    local call = {
      login = function(u) return A.login(u, u.password) end, resume = A.resume, properties = A.properties,
      find_newest = function(u) return A.find_newest(u, 20) end, find_created = function(u) return A.find_created(u, 20) end,
      find_mine = function(u) return A.find_mine(u, 20) end,
      insert = function(u) return A.insert(u, items.item(3000000 + math.random(1, 900000))) end,
      update = function(u) return A.update(u, u.items[math.random(1, #u.items)], math.random(0, 999999)) end,
    }
    for _ = 1, 40 do
      for _, m in ipairs(mix) do
        for _ = 1, m[2] do add(call[m[1]](all[math.random(1, #all)])) end
      end
    end
  end,
  W1 = function() for i = 1, 4000 do add(T.create(items.item(1000000 + math.random(1, 900000)))) end end,
  W2 = function() for _, id in ipairs(ids()) do add(T.get(id)) end end,
  W3 = function() add(T.list(1, 10)) end,
  W4 = function() add(T.list(5000, 10)) end,
  W5 = function() for i = 1, 2000 do add(T.filter("JP", math.random(0, 900000), 20, false)) end end,
  W5T = function() for i = 1, 2000 do add(T.filter("JP", math.random(0, 900000), 20, true)) end end,
  W6 = function() for _, id in ipairs(ids()) do add(T.update(id, math.random(0, 999999))) end end,
  W8 = function()
    local all = ids()
    for i = 1, 4000 do
      local r = i % 20
      if r == 0 then add(T.create(items.item(2000000 + i)))
      elseif r <= 3 then add(T.list(1, 10))
      else add(T.get(all[math.random(1, #all)])) end
    end
  end,
  FIXED = function() add("GET", os.getenv("BENCH_PATH") or "/") end,
}
local want = { W2 = 1, W3 = 10, W4 = 10, W5 = 20, W5T = 20 }

function setup(thread) threads[#threads + 1] = thread end
function init()
  math.randomseed(os.time())
  T = require(os.getenv("BENCH_TARGET"))
  if T.init then T.init(session()) end
  build[W]()
end

function request() return pool[math.random(1, n)] end

if check or app then
  function response(status, headers, body)
    local ok = status >= 200 and status < 300
    if ok and T.ok then ok = T.ok(body) end
    if ok and want[W] then
      local k, last, sorted = 0, math.huge, true
      for s in body:gmatch('"score":%s*(%d+)') do
        s = tonumber(s); k = k + 1
        if s > last then sorted = false end
        last = s
      end
      -- W5 near the top of the scores can hold fewer rows than asked for; X stops at 900000 so it does not.
      ok = k == want[W] and sorted
      if ok and W ~= "W5" and W ~= "W2" and T.total then ok = (tonumber(body:match(T.total)) or 0) > 0 end
    end
    if ok and check and W:sub(1, 2) == "A2" then
      local total = tonumber(body:match(T.total)) or -1
      local k, sorted, who = people.look(body, T.app.owner)
      ok = k == math.min(20, total) and k > 0 and (sorted or W == "A2N" or W == "A2C") and who ~= nil
    end
    if not ok then bad = bad + 1; if badsample == "" then badsample = status .. " " .. body:sub(1, 300) end end
  end
end

function done(summary, latency, requests)
  local b, s = 0, ""
  for _, t in ipairs(threads) do
    b = b + (tonumber(t:get("bad")) or 0)
    if s == "" then s = t:get("badsample") or "" end
  end
  local e = summary.errors
  io.write(string.format("RESULT requests=%d us=%d p50=%d p90=%d p99=%d max=%d status=%d sock=%d bad=%d bytes=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(90), latency:percentile(99),
    latency.max, e.status, e.connect + e.read + e.write + e.timeout, b, summary.bytes))
  if s ~= "" then io.write("BADSAMPLE " .. s:gsub("\n", " ") .. "\n") end
end
