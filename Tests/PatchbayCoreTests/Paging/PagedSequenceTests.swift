import Foundation
import PatchbayCore
import PatchbayTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(15))) struct PagedSequenceTests {
    private typealias List = PagedSequence<Int>
    private static let first = URL(string: "https://service.example/list")

    /// A list of pages of ten, which notes what is fetched.
    private final class Source: Sendable {
        private let state = Mutex<(fetched: [String], underWay: Int, most: Int)>(([], 0, 0))
        let pages: Int
        let time: TimeSource

        init(pages: Int, time: TimeSource) {
            self.pages = pages
            self.time = time
        }

        var fetched: Int { state.withLock { $0.fetched.count } }
        var most: Int { state.withLock { $0.most } }

        func list() throws -> List {
            List(first: try #require(PagedSequenceTests.first), service: .graph, operation: "list") { url in
                try await self.page(url)
            }
        }

        private func page(_ url: URL) async throws -> List.Page {
            state.withLock {
                $0.fetched.append(url.absoluteString)
                $0.underWay += 1
                $0.most = max($0.most, $0.underWay)
            }
            defer { state.withLock { $0.underWay -= 1 } }
            try await time.sleep(for: .seconds(1))
            let number = Int(url.query ?? "0") ?? 0
            return List.Page(
                elements: Array(number * 10..<number * 10 + 10),
                next: number + 1 < pages ? URL(string: "https://service.example/list?\(number + 1)") : nil)
        }
    }

    @Test func `every element comes once, in order`() async throws {
        try await VirtualTime.run { time in
            let source = Source(pages: 7, time: time)
            let list = try source.list()
            #expect(try await list.collect() == Array(0..<70))
            #expect(source.fetched == 7)
        }
    }

    @Test func `the next page is fetched while the caller works, and never more than one ahead`() async throws {
        try await VirtualTime.run { time in
            let source = Source(pages: 10, time: time)
            for try await _ in try source.list().pages { try await time.sleep(for: .seconds(1)) }
            // A second for the first page, then the work and the next page side by side.
            #expect(time.now == .seconds(11))
            #expect(source.most == 1)
        }
    }

    @Test func `whoever stops early fetches no more than one page ahead`() async throws {
        try await VirtualTime.run { time in
            let source = Source(pages: 1000, time: time)
            for try await element in try source.list() where element == 25 { break }
            try await time.sleep(for: .seconds(100))
            #expect(source.fetched == 4)
        }
    }

    @Test func `an empty page with a link is an ordinary page, and an empty list ends at once`() async throws {
        try await VirtualTime.run { _ in
            let first = try #require(Self.first)
            let list = List(first: first, service: .graph, operation: "list") { url in
                switch url.query {
                case nil: List.Page(elements: [], next: URL(string: "https://service.example/list?1"), fingerprint: 5)
                case "1": List.Page(elements: [], next: URL(string: "https://service.example/list?2"), fingerprint: 5)
                default: List.Page(elements: [1], next: nil, fingerprint: 6)
                }
            }
            #expect(try await list.collect() == [1])
            let empty = List(first: first, service: .graph, operation: "list") { _ in List.Page(elements: [], next: nil)
            }
            #expect(try await empty.collect() == [])
        }
    }

    @Test(arguments: [
        "https://elsewhere.example/list?1", "http://service.example/list?1", "https://service.example:444/list?1",
        "https://service.example.evil.example/list?1", "https://user@elsewhere.example/list",
    ]) func `a link to another origin is not followed`(link: String) async throws {
        try await VirtualTime.run { _ in
            let fetched = Log<URL>()
            let list = List(first: try #require(Self.first), service: .graph, operation: "list") { url in
                await fetched.add(url)
                return List.Page(elements: [1], next: URL(string: link))
            }
            let error = await #expect(throws: ServiceError.self) { try await list.collect() }
            #expect(error?.code == "PagingFault")
            try await Task.sleep(for: .zero)
            #expect(await fetched.entries == [Self.first])
        }
    }

    @Test func `a list that turns in circles is stopped, by its links or by its content`() async throws {
        try await VirtualTime.run { _ in
            let first = try #require(Self.first)
            let byLink = List(first: first, service: .graph, operation: "list") { url in
                let next = url.query == "1" ? "2" : "1"
                return List.Page(elements: [1], next: URL(string: "https://service.example/list?\(next)"))
            }
            let toItself = List(first: first, service: .graph, operation: "list") { url in
                List.Page(elements: [1], next: url)
            }
            let counter = Mutex(0)
            let byContent = List(first: first, service: .graph, operation: "list") { _ in
                let number = counter.withLock {
                    $0 += 1
                    return $0
                }
                return List.Page(
                    elements: [1], next: URL(string: "https://service.example/list?\(number)"),
                    fingerprint: 1 + number % 3)
            }
            for list in [byLink, toItself, byContent] {
                let error = await #expect(throws: ServiceError.self) { try await list.collect() }
                #expect(error?.code == "PagingFault")
            }
        }
    }

    @Test func `a page that fails is the error, after what came before it`() async throws {
        try await VirtualTime.run { _ in
            let list = List(first: try #require(Self.first), service: .graph, operation: "list") { url in
                guard url.query == nil else { throw TransportError(.interrupted, detail: "cut") }
                return List.Page(elements: [1, 2], next: URL(string: "https://service.example/list?1"))
            }
            var seen: [Int] = []
            await #expect(throws: TransportError.self) { for try await element in list { seen.append(element) } }
            #expect(seen == [1, 2])
        }
    }

    @Test func `a cancelled caller cancels the page that is under way`() async throws {
        try await VirtualTime.run { time in
            let log = Log<String>()
            let list = List(first: try #require(Self.first), service: .graph, operation: "list") { url in
                guard url.query != nil else {
                    return List.Page(elements: [1], next: URL(string: "https://service.example/list?1"))
                }
                do {
                    try await time.sleep(for: .seconds(3600))
                } catch {
                    await log.add("given up")
                    throw error
                }
                return List.Page(elements: [2], next: nil)
            }
            let task = Spawn.task { try await list.collect() }
            try await time.sleep(for: .seconds(1))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(await log.entries == ["given up"])
            #expect(time.now == .seconds(1))
        }
    }
}
