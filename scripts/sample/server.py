"""Answers a request for a file of this folder, once for each connection."""

import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as listener:
    while True:
        link, _ = listener.accept()
        with link:
            name = link.recv(1024).decode().split("/")[-1].strip()
            with open(name, "rb") as file:
                link.sendall(file.read())
