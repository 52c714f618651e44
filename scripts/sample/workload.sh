#!/bin/sh
# What the sample capture shows: files that are made, changed, moved and removed, programs that start others and are ended by
# signals, a server and its clients on the loopback network, and calls that fail. It runs in an empty folder, as a user who is
# not root, with scripts/sample/server.py beside it.

mkdir -p report/old
printf 'milk\nbread\napples\n' > shopping.txt
printf 'server = 127.0.0.1\nport = 8080\n' > report/settings.conf
cp shopping.txt report/copy.txt
ln -s shopping.txt latest
chmod 600 report/settings.conf
mv report/copy.txt report/old/shopping-1.txt
sort shopping.txt | uniq -c > report/sorted.txt
grep -rn server . > report/found.txt
tar -czf report/backup.tar.gz shopping.txt latest report/old
find . -name '*.txt' -newer shopping.txt

# What a user may not do, and what is not there.
cat /etc/shadow
cat report/missing.conf
echo text > /usr/bin/shopping
mkdir report
rmdir report
/usr/bin/no-such-program
cd /root

# A process that ends by a signal.
sleep 30 &
kill $!
wait $!

# A server and its clients; nobody listens at the second port.
python3 -I -S ../server.py 8080 &
server=$!
python3 -I -S - <<'END'
import socket, time
for port in (8080, 8081):
    for attempt in range(40):
        try:
            with socket.create_connection(("127.0.0.1", port)) as link:
                link.sendall(b"GET /shopping.txt\n")
                while link.recv(4096):
                    pass
            break
        except ConnectionRefusedError:
            if port == 8081:
                break
            time.sleep(0.1)
END
kill "$server"
wait "$server"

rm -r report latest
