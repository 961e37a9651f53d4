-- Claim or renew a shard. KEYS 1 lease 2 fence; ARGV 1 who 2 lease in ms.
-- Returns the fence under which the caller owns the shard, or 0 while another does.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if owner == ARGV[1] then return tonumber(redis.call('GET', KEYS[2]) or redis.call('INCR', KEYS[2])) end
return redis.call('INCR', KEYS[2])
