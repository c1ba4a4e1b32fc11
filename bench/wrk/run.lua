-- SPDX-License-Identifier: Apache-2.0
-- One workload against one target. Environment: BENCH_TARGET, BENCH_W, BENCH_DIR (this tree), BENCH_STATE (the
-- target's session.lua and ids.txt), BENCH_CHECK=1 (look at every body; for the warm-up: it costs wrk CPU time).
local dir, state = os.getenv("BENCH_DIR"), os.getenv("BENCH_STATE")
package.path = dir .. "/wrk/?.lua;" .. dir .. "/targets/?.lua;" .. package.path
local items = require("items")
local W = os.getenv("BENCH_W")
local check = os.getenv("BENCH_CHECK") == "1"
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

local build = {
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

if check then
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
