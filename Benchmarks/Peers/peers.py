"""What one would write in Python instead: aiohttp and orjson. One cell a process, one line of JSON, like the measuring program."""

import asyncio
import json
import sys
import time


def report(cell, begin, cpu, count, **more):
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    print(json.dumps({"cell": cell, "seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu,
                      "peakMB": int(peak.split()[1]) / 1024, "count": count, **more}))


def start():
    return time.perf_counter(), time.process_time()


def run(work):
    try:
        import uvloop
        uvloop.install()
    except ImportError:
        pass
    asyncio.run(work)


async def list_users(port, keep):
    import aiohttp
    import orjson
    begin, cpu = start()
    users, count = [], 0
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}/v1.0/users?$top=999"
        while url:
            async with session.get(url) as response:
                page = orjson.loads(await response.read())
            count += len(page["value"])
            if keep:
                users += page["value"]
            url = page.get("@odata.nextLink")
    report("list.aiohttp" if keep else "stream.aiohttp", begin, cpu, count)


async def first_user(port):
    import aiohttp
    import orjson
    begin, cpu = start()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/v1.0/users?$top=999") as response:
            page = orjson.loads(await response.read())
    report("first.aiohttp", begin, cpu, 1 if page["value"][0]["id"] else 0)


async def batches(port, items):
    import aiohttp
    import orjson
    numbers = list(range(items))
    bind = "https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/b1c5353a-7aca-41b3-830f-27d5218fe0e5"
    begin, cpu = start()
    good = 0
    async with aiohttp.ClientSession() as session:
        chunks = iter([numbers[i:i + 20] for i in range(0, items, 20)])

        async def worker():
            nonlocal good
            for chunk in chunks:
                body = orjson.dumps({"requests": [
                    {"id": str(index + 1), "method": "POST", "url": f"/users/57ff2da0-773e-42df-b2af-{number}/teamwork/installedApps",
                     "headers": {"Content-Type": "application/json"}, "body": {"teamsApp@odata.bind": bind}}
                    for index, number in enumerate(chunk)]})
                async with session.post(f"http://127.0.0.1:{port}/v1.0/$batch", data=body,
                                        headers={"Content-Type": "application/json"}) as response:
                    answer = orjson.loads(await response.read())
                good += sum(item["status"] == 201 for item in answer["responses"])

        await asyncio.gather(*(worker() for _ in range(4)))
    report("batch.aiohttp", begin, cpu, good)


def decode(path):
    import orjson
    pages = open(path, "rb").read().split(b"\n")
    begin, cpu = start()
    users = []
    for page in pages:
        if page:
            users += orjson.loads(page)["value"]
    report("decode.orjson", begin, cpu, len(users))


def match_people(path):
    """E-mail = sign-in name, else mail, else a proxy address; an entry that two people want is nobody's."""
    people, entries = [], []
    for line in open(path, encoding="utf-8"):
        words = line.rstrip("\n").split("\t")
        if words[0] == "P":
            people.append((words[1], words[2], words[3] or None, words[4].split(",")))
        else:
            entries.append((words[1], words[2]))
    begin, cpu = start()
    by_mail = {}
    for entry, mail in entries:
        by_mail.setdefault(mail.lower(), []).append(entry)
    wanted, claims = {}, {}
    for person, upn, mail, proxies in people:
        found = by_mail.get(upn.lower()) or (mail and by_mail.get(mail.lower()))
        if not found:
            for proxy in proxies:
                scheme, _, address = proxy.partition(":")
                found = scheme.lower() == "smtp" and by_mail.get(address.lower())
                if found:
                    break
        if found:
            wanted[person] = found
            for entry in found:
                claims.setdefault(entry, []).append(person)
    exact = sum(len(found) == 1 and len(claims[found[0]]) == 1 for found in wanted.values())
    report("match.dict", begin, cpu, exact)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["list", port]: run(list_users(port, True))
        case ["stream", port]: run(list_users(port, False))
        case ["first", port]: run(first_user(port))
        case ["batch", port, items]: run(batches(port, int(items)))
        case ["decode", path]: decode(path)
        case ["match", path]: match_people(path)
        case _: sys.exit("peers.py list|stream|first PORT | batch PORT ITEMS | decode|match FILE")
