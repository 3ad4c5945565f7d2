import Foundation
import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct BatchTests {
    static let read = APIOperation("test.read", charges: [RateCharge(.teamsAppsRead)])
    static let write = APIOperation("test.write", charges: [RateCharge(.teamsAppsWrite)], replay: .harmful)

    static func item(_ id: String, _ operation: APIOperation = read) -> BatchItem {
        BatchItem(id: BatchItem.ID(id), operation: operation, path: "/things/\(id)")
    }

    /// What a batch request asks for: its items' numbers and addresses, in order.
    static func asked(_ request: HTTPRequest) throws -> [(id: String, url: String)] {
        struct Body: Decodable {
            struct Item: Decodable {
                var id: String
                var url: String
            }
            var requests: [Item]
        }
        return try JSONDecoder().decode(Body.self, from: request.body ?? Data()).requests.map { ($0.id, $0.url) }
    }

    /// Answers every item of a batch by its address.
    static func answer(_ request: HTTPRequest, _ one: (String) -> String?) throws -> HTTPResponse {
        let parts = try asked(request).compactMap { id, url in one(url).map { #"{"id":"\#(id)",\#($0)}"# } }
        return .json(#"{"responses":[\#(parts.reversed().joined(separator: ","))]}"#)
    }

    static let ok = #""status":200,"headers":{"Content-Type":"application/json"},"body":{}"#

    static func refused(_ wait: String?) -> String {
        let field = wait.map { #""retry-after":"\#($0)""# } ?? ""
        return #""status":429,"headers":{\#(field)},"body":{"error":{"code":"TooManyRequests","message":"slow"}}"#
    }

    @Test func `a batch is one document, with each item's own header fields and body`() async throws {
        let bench = Bench(#"{"responses":[]}"#)
        _ = try await bench.graph.send(
            batch: [
                BatchItem(
                    id: "a", operation: Self.read, path: "/users/a%40x", query: ["$filter": "id eq 'O''N'"],
                    fields: ["ConsistencyLevel": "eventual"]),
                BatchItem(
                    id: "b", operation: Self.read, method: .post, path: "/users",
                    body: Data(#"{"n":1,"big":9007199254740993,"s":"é/","list":[null,true,1.5]}"#.utf8)),
            ])
        #expect(
            bench.sent == [
                """
                POST /v1.0/$batch
                Content-Type: application/json
                {"requests":[{"headers":{"ConsistencyLevel":"eventual"},"id":"1","method":"GET","url":"/users/a%40x?$filter=id%20eq%20%27O%27%27N%27"},{"body":{"n":1,"big":9007199254740993,"s":"é/","list":[null,true,1.5]},"headers":{"Content-Type":"application/json"},"id":"2","method":"POST","url":"/users"}]}
                """
            ])
    }

    @Test func `answers in any order find their items`() async throws {
        let bench = Bench(
            #"{"responses":[{"id":"2","status":404,"body":{"error":{"code":"NotFound","message":"m"}}},{"id":"1","status":200,"headers":{"content-type":"application/json"},"body":{"id":"one"}}]}"#
        )
        let answers = try await bench.graph.send(batch: [Self.item("a"), Self.item("b")])
        let first = try #require(answers["a"]).get(operation: "test.read")
        #expect(String(decoding: first.body, as: UTF8.self) == #"{"id":"one"}"#)
        #expect(first.fields["Content-Type"] == "application/json")
        let error = #expect(throws: ServiceError.self) { try answers["b"]?.get(operation: "test.read") }
        #expect(error?.category == .notFound)
        #expect(error?.operation == "test.read")
        #expect(try answers["b"]?.get(operation: "test.read", accepting: [404]).status == 404)
    }

    @Test func `an id that is missing is an unknown outcome, and nothing is sent again`() async throws {
        let bench = Bench { request, _ in try Self.answer(request) { $0.hasSuffix("b") ? nil : Self.ok } }
        let answers = try await bench.graph.send(batch: [Self.item("a"), Self.item("b")])
        #expect(try answers["a"]?.get(operation: "x").status == 200)
        let error = #expect(throws: ServiceError.self) { try answers["b"]?.get(operation: "x") }
        #expect(error?.category == .unknown)
        #expect(error?.code == "BatchItemUnanswered")
        #expect(error?.operation == "test.read")
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `what a partial answer leaves out was not done and is sent again`() async throws {
        let bench = Bench([
            .json(#"{"responses":[{"id":"1","status":200}],"@odata.nextLink":"x"}"#),
            .json(#"{"responses":[{"id":"1","status":204}]}"#),
        ])
        let answers = try await bench.graph.send(batch: [Self.item("a"), Self.item("b")])
        #expect(try answers["b"]?.get(operation: "x").status == 204)
        #expect(try Self.asked(bench.stub.requests[1]).map(\.url) == ["/things/b"])
    }

    @Test func `a body may be absent, null or base64 text`() async throws {
        let bench = Bench(
            #"{"responses":[{"id":"1","status":204},{"id":"2","status":"200","body":null},{"id":3,"status":200,"headers":{"Content-Type":"image/png"},"body":"AQID"},{"id":"4","status":200,"headers":{"Content-Type":"application/json"},"body":"text"}]}"#
        )
        let answers = try await bench.graph.send(batch: ["a", "b", "c", "d"].map { Self.item($0) })
        func body(_ id: BatchItem.ID) throws -> Data? { try answers[id]?.get(operation: "x").body }
        #expect(try body("a") == Data())
        #expect(try body("b") == Data())
        #expect(try body("c") == Data([1, 2, 3]))
        #expect(try body("d") == Data(#""text""#.utf8))
    }

    @Test func `fifteen fit a window of thirty twice, and never more than twenty go at once`() async throws {
        let sizes = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in try Self.answer(request) { _ in Self.ok } }
            let answers = try await bench.graph.send(batch: (0..<95).map { Self.item("\($0)") })
            #expect(answers.count == 95)
            for answer in answers.values { #expect(try answer.get(operation: "x").status == 200) }
            return try bench.stub.requests.map { try Self.asked($0).count }
        }
        #expect(sizes == [15, 15, 15, 15, 15, 15, 5])
        let unlimited = APIOperation("test.free")
        let bench = Bench { request, _ in try Self.answer(request) { _ in Self.ok } }
        _ = try await bench.graph.send(batch: (0..<50).map { Self.item("\($0)", unlimited) })
        #expect(try bench.stub.requests.map { try Self.asked($0).count }.sorted(by: >) == [20, 20, 10])
    }

    @Test func `every item is charged, so batches are no faster than single calls may be`() async throws {
        let elapsed = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in try Self.answer(request) { _ in Self.ok } }
            _ = try await bench.graph.send(batch: (0..<300).map { Self.item("\($0)") })
            return time.now
        }
        #expect(elapsed > .seconds(285.0 / 30 - 1) && elapsed < .seconds(300.0 / 30))
    }

    @Test func `items of different groups travel apart, each charged to its own`() async throws {
        let one = RateLimit([.init(2, per: .seconds(60))], isSpaced: false, source: "test")
        let sent = try await VirtualTime.run { time in
            let log = Log<String>()
            let bench = Bench(time: time, limits: [.teamsAppsRead: one, .teamsAppsWrite: one]) { request, _ in
                let urls = try Self.asked(request).map(\.url).joined(separator: " ")
                log.add("\(time.now.components.seconds) \(urls)")
                return try Self.answer(request) { _ in Self.ok }
            }
            _ = try await bench.graph.send(
                batch: [
                    Self.item("r1"), Self.item("w1", Self.write), Self.item("r2"), Self.item("r3"),
                    Self.item("w2", Self.write),
                ])
            return log.all
        }
        #expect(Set(sent) == ["0 /things/r1 /things/r2", "0 /things/w1 /things/w2", "60 /things/r3"])
    }

    @Test func `refused items alone are sent again, in a new batch, after their own wait`() async throws {
        let sent = try await VirtualTime.run { time in
            let log = Log<String>()
            let bench = Bench(time: time) { request, count in
                let urls = try Self.asked(request).map(\.url).joined(separator: " ")
                log.add("\(urls)")
                if count > 1 { #expect(time.now >= .seconds(7)) }
                return try Self.answer(request) { url in
                    guard count == 1 else { return Self.ok }
                    return url.hasSuffix("b") ? Self.refused("2") : url.hasSuffix("d") ? Self.refused("7") : Self.ok
                }
            }
            let answers = try await bench.graph.send(batch: ["a", "b", "c", "d"].map { Self.item($0, Self.write) })
            #expect(answers.count == 4)
            for answer in answers.values { #expect(try answer.get(operation: "x").status == 200) }
            #expect(time.now < .seconds(9))
            return log.all
        }
        #expect(sent == ["/things/a /things/b /things/c /things/d", "/things/b /things/d"])
    }

    @Test func `a refusal without a wait grows into longer ones`() async throws {
        let elapsed = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, count in
                try Self.answer(request) { _ in count <= 4 ? Self.refused(nil) : Self.ok }
            }
            let answers = try await bench.graph.send(batch: [Self.item("a")])
            #expect(try answers["a"]?.get(operation: "x").status == 200)
            return time.now
        }
        #expect(elapsed >= .seconds(1 + 2 + 4 + 8))
    }

    @Test func `after a refusal batches shrink to what was taken`() async throws {
        let sizes = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, count in
                var taken = 0
                return try Self.answer(request) { _ in
                    taken += 1
                    return count == 1 && taken > 4 ? Self.refused("1") : Self.ok
                }
            }
            _ = try await bench.graph.send(batch: (0..<30).map { Self.item("\($0)") })
            return try bench.stub.requests.map { try Self.asked($0).count }
        }
        #expect(sizes[0] == 15)
        // Another was under way already; from then on no batch is larger than the four that were taken.
        #expect(sizes.dropFirst(2).allSatisfy { $0 <= 4 })
        #expect(sizes.reduce(0, +) == 30 + 11)
    }

    @Test func `a failed item is repeated only where a repeat does no harm`() async throws {
        let counts = try await VirtualTime.run { time in
            let log = Log<String>()
            let bench = Bench(time: time) { request, count in
                for (_, url) in try Self.asked(request) { log.add(url) }
                return try Self.answer(request) { _ in
                    count <= 2 ? #""status":502,"body":{"error":{"code":"BadGateway","message":"m"}}"# : Self.ok
                }
            }
            let answers = try await bench.graph.send(batch: [Self.item("r"), Self.item("w", Self.write)])
            #expect(try answers["r"]?.get(operation: "x").status == 200)
            let error = #expect(throws: ServiceError.self) { try answers["w"]?.get(operation: "x") }
            #expect(error?.status == 502)
            return log.all
        }
        #expect(counts.filter { $0 == "/things/w" }.count == 1)
        #expect(counts.filter { $0 == "/things/r" }.count == 2)
    }

    @Test func `patience with a failing item ends as with a single call`() async throws {
        let requests = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in try Self.answer(request) { _ in #""status":500"# } }
            let answers = try await bench.graph.send(batch: [Self.item("a")])
            let error = #expect(throws: ServiceError.self) { try answers["a"]?.get(operation: "x") }
            #expect(error?.status == 500)
            return bench.stub.requests.count
        }
        #expect(requests == RetryPolicy.standard.attempts)
    }

    @Test func `when the whole batch is refused, it is sent again after the wait`() async throws {
        let elapsed = try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, count in
                switch count {
                case 1: return HTTPResponse(status: 429, fields: ["Retry-After": "5"])
                case 2: return HTTPResponse(status: 503, fields: ["Retry-After": "3"])
                default: return try Self.answer(request) { _ in Self.ok }
                }
            }
            let answers = try await bench.graph.send(batch: [Self.item("a"), Self.item("w")])
            #expect(try answers["a"]?.get(operation: "x").status == 200)
            #expect(bench.stub.requests.count == 3)
            return time.now
        }
        #expect(elapsed >= .seconds(8) && elapsed < .seconds(10))
    }

    @Test func `a malformed batch is every item's error`() async throws {
        let bench = Bench(#"{"error":{"code":"BadRequest","message":"no"}}"#, status: 400)
        let answers = try await bench.graph.send(batch: [Self.item("a"), Self.item("b")])
        for answer in answers.values {
            let error = #expect(throws: ServiceError.self) { try answer.get(operation: "x") }
            #expect(error?.operation == "batch")
            #expect(error?.category == .invalid)
        }
        #expect(answers.count == 2)
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `an unreadable answer leaves every outcome unknown and repeats nothing`() async throws {
        let bench = Bench([HTTPResponse(status: 200, body: Data(#"{"responses":[{"id":"1","sta"#.utf8))])
        let answers = try await bench.graph.send(batch: [Self.item("a", Self.write)])
        let error = #expect(throws: ServiceError.self) { try answers["a"]?.get(operation: "x") }
        #expect(error?.category == .decoding)
        #expect(bench.stub.requests.count == 1)
    }

    @Test func `a cut connection repeats reads and leaves writes unknown`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in
                let urls = try Self.asked(request).map(\.url)
                if urls.contains("/things/w") { throw TransportError(.interrupted, detail: "cut") }
                return try Self.answer(request) { _ in Self.ok }
            }
            let answers = try await bench.graph.send(batch: [Self.item("w", Self.write), Self.item("r")])
            #expect(throws: TransportError.self) { try answers["w"]?.get(operation: "x") }
            #expect(try answers["r"]?.get(operation: "x").status == 200)
            #expect(bench.stub.requests.count == 2)
        }
    }

    @Test func `ids must differ by more than their case`() async throws {
        let bench = Bench(#"{"responses":[]}"#)
        await #expect(throws: ConfigurationError.self) {
            try await bench.graph.send(batch: [Self.item("a"), Self.item("A")])
        }
        #expect(bench.stub.requests.isEmpty)
        #expect(try await bench.graph.send(batch: []).isEmpty)
    }

    @Test func `an item whose token ended in between is sent again with a new one, twice at most`() async throws {
        let bench = Bench { request, count in
            let ids = (try? JSONDecoder().decode(Sent.self, from: request.body ?? Data()))?.requests.map(\.id) ?? []
            let answers = ids.map { #"{"id":"\#($0)","status":\#(count == 1 && $0 == "2" ? 401 : 200)}"# }
            return .json(#"{"responses":[\#(answers.joined(separator: ","))]}"#)
        }
        let answers = try await bench.graph.send(batch: ["a", "b", "c"].map { Self.item($0) })
        #expect(bench.stub.requests.count == 2)
        #expect(
            answers.values.allSatisfy { if case .answered(let answer) = $0 { answer.status == 200 } else { false } })

        let stubborn = Bench(#"{"responses":[{"id":"1","status":401}]}"#)
        let refused = try await stubborn.graph.send(batch: [Self.item("a")])
        #expect(stubborn.stub.requests.count == 3)
        #expect(
            refused.values.allSatisfy { if case .answered(let answer) = $0 { answer.status == 401 } else { false } })
    }

    private struct Sent: Decodable {
        struct Item: Decodable { let id: String }
        let requests: [Item]
    }

    @Test func `without a token nothing more is tried, and every item says why`() async throws {
        struct Broken: CredentialProvider {
            let count: Log<Int>
            func accessToken(for request: TokenRequest) async throws -> AccessToken {
                count.add(1)
                throw AuthenticationError(
                    service: .entra, code: "AADSTS7000222", reason: .expiredSecret, remedy: Remedy("renew"))
            }
        }
        let count = Log<Int>()
        let asked = try await VirtualTime.run { time in
            let stub = StubTransport { _, _ in HTTPResponse(status: 500) }
            let graph = Graph(Broken(count: count), tenant: "t", clientID: "a", transport: stub) { $0.time = time }
            let answers = try await graph.send(batch: (0..<1000).map { Self.item("\($0)") })
            #expect(answers.count == 1000)
            for answer in answers.values {
                #expect(throws: AuthenticationError.self) { try answer.get(operation: "x") }
            }
            #expect(stub.requests.isEmpty)
            return count.all.count
        }
        #expect(asked <= 6, "one for each batch under way, not one for each batch")
    }

    @Test func `when the task is cancelled, what was answered is kept and the rest says so`() async throws {
        try await VirtualTime.run { time in
            let bench = Bench(time: time) { request, _ in try Self.answer(request) { _ in Self.ok } }
            let graph = bench.graph
            let answers = try await withThrowingTaskGroup(of: [BatchItem.ID: BatchAnswer]?.self) { group in
                group.addTask { try await graph.send(batch: (0..<300).map { Self.item("\($0)") }) }
                group.addTask {
                    try await time.sleep(for: .seconds(2))
                    return nil
                }
                var answers: [BatchItem.ID: BatchAnswer] = [:]
                for try await result in group {
                    if let result { answers = result } else { group.cancelAll() }
                }
                return answers
            }
            #expect(answers.count == 300)
            let (done, rest) = answers.values.reduce(into: (0, 0)) { counts, answer in
                do {
                    _ = try answer.get(operation: "x")
                    counts.0 += 1
                } catch {
                    #expect(error is CancellationError)
                    counts.1 += 1
                }
            }
            #expect(done >= 45 && done <= 75)
            #expect(done + rest == 300)
        }
    }

    @Test func `a refused item is an event of its own`() async throws {
        let events = Log<ClientEvent>()
        try await VirtualTime.run { time in
            let bench = Bench(time: time, events: { events.add($0) }) { request, count in
                try Self.answer(request) { _ in count == 1 ? Self.refused("1") : Self.ok }
            }
            _ = try await bench.graph.send(batch: [Self.item("a")])
        }
        #expect(
            events.all.contains { $0.operation == "test.read" && $0.kind == .throttled(retryAfter: .seconds(1)) })
        #expect(events.all.contains { $0.operation == "batch" })
    }
}
