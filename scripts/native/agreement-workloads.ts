/** What runs when two ways of recording are compared: shell commands in a folder of their own. */
export const WORKLOADS: Readonly<Record<string, string>> = {
  shell:
    'for i in 1 2 3 4 5 6 7 8 9 10; do echo $i > f$i; cat f$i | tr 1 2 > g$i; test -e g$i && mv g$i h$i; done; ls -la; rm f* h*',
  tar: 'tar cf a.tar -C /usr/include linux && mkdir x && tar xf a.tar -C x && rm -r x a.tar',
  git: 'git init -q . && for i in 1 2 3; do echo $i > $i; git add $i; git -c user.name=a -c user.email=a@b commit -qm $i; done; git log --stat > /dev/null; git status > /dev/null; git gc -q',
  python: `python3 -c 'import json,os,socket,tempfile,subprocess,hashlib
for i in range(50):
    with open(f"n{i}","w") as f: f.write(json.dumps(list(range(i))))
    os.rename(f"n{i}", f"m{i}")
for name in sorted(os.listdir(".")): hashlib.sha1(open(name,"rb").read()).hexdigest()
subprocess.run(["true"])'`,
  'web client': `python3 -c 'import http.server,threading,urllib.request
server=http.server.HTTPServer(("127.0.0.1",0),http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.serve_forever,daemon=True).start()
for i in range(20): urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").read()' 2> /dev/null`,
  threads: `python3 -c 'import threading,os
def work(n):
    for i in range(100):
        with open(f"t{n}-{i}","w") as f: f.write("x"*i)
        os.stat(f"t{n}-{i}"); os.unlink(f"t{n}-{i}")
threads=[threading.Thread(target=work,args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]'`,
};
