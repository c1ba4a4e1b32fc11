-- SPDX-License-Identifier: Apache-2.0
-- The users of the app workloads, as story.lua has signed them up: people.txt has a line for each, own.txt the
-- ids of the items that each may read. Text, since LuaJIT takes no table of 100,000 constants.
local M = {}
local state = os.getenv("BENCH_STATE")
local fields = { "name", "password", "nick", "device", "id", "session", "token" }

function M.new(i)
  return { name = string.format("user%05d", i), password = string.format("password-of-%05d", i),
           nick = string.format("Nick-%05d", i), device = string.format("00000000-0000-4000-8000-%012d", i),
           id = "", session = "", token = "" }
end

function M.write(people)
  local f = io.open(state .. "/people.txt", "w")
  for _, u in ipairs(people) do
    local t = {}
    for i, k in ipairs(fields) do t[i] = u[k] end
    f:write(table.concat(t, "\t"), "\n")
  end
  f:close()
end

function M.read()
  local people = {}
  for line in io.lines(state .. "/people.txt") do
    local u, i = { items = {} }, 0
    for v in (line .. "\t"):gmatch("([^\t]*)\t") do i = i + 1; u[fields[i]] = v end
    people[#people + 1] = u
  end
  local f = io.open(state .. "/own.txt")
  local i = 0
  if f then
    for line in f:lines() do
      i = i + 1
      for id in line:gmatch("%S+") do table.insert(people[i].items, id) end
    end
    f:close()
  end
  return people
end

function M.write_items(people)
  local f = io.open(state .. "/own.txt", "w")
  for _, u in ipairs(people) do f:write(table.concat(u.items, " "), "\n") end
  f:close()
end

-- What a list in a reply holds: how many items, whether by score descending, whose (nil: of more than one).
function M.look(body, owner)
  local n, last, sorted = 0, math.huge, true
  for s in body:gmatch('"score":%s*(%d+)') do
    s = tonumber(s); n = n + 1
    if s > last then sorted = false end
    last = s
  end
  local who, owned = nil, 0
  for o in body:gmatch(owner) do
    owned = owned + 1
    if who and who ~= o then return n, sorted, nil end
    who = o
  end
  return n, sorted, owned == n and who or nil
end
return M
