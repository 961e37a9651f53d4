-- Turn due timers into arrivals. KEYS 1 timers 2 in; ARGV 1 now in ms 2 most 3 key prefix
-- of participants 4 now as text. A timer's number is read from the session, so that one
-- that was replaced in between wakes nobody.
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, member in ipairs(due) do
  redis.call('ZREM', KEYS[1], member)
  local participant, study = string.match(member, '^([^|]*)|(.*)$')
  local person = ARGV[3] .. participant
  local address = redis.call('HGET', person, 'a')
  local blob = redis.call('HGET', person, 's:' .. study)
  if address and blob then
    local session = cjson.decode(blob)
    local arrival = {i = '', a = address, s = study,
      h = {t = 'FellSilent', at = ARGV[4], timer = session.timer}}
    redis.call('XADD', KEYS[2], '*', 'p', participant, 'o', cjson.encode(arrival))
  end
end
return #due
