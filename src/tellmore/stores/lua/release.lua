-- Let a shard go. KEYS 1 lease; ARGV 1 who. Only the owner can.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
