import Dispatch
import Foundation
import PatchbayCore
import Synchronization
import Testing

/// Pages that are fetched and read apart: the next one is asked for as soon as its link shows.
@Suite struct ReadAheadTests {
    private typealias Pages = PagedSequence<Int>

    private static func link(_ number: Int, host: String = "a.example") throws -> URL {
        try #require(URL(string: "https://\(host)/?page=\(number)"))
    }

    private static func number(_ url: URL) -> Int { Int(url.query?.dropFirst("page=".count) ?? "") ?? 0 }

    @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "Needs two threads."))
    func `a page is read while the next one is on its way`() async throws {
        let isUnderWay = DispatchSemaphore(value: 0)
        let pages = Pages(
            first: try Self.link(1), service: .graph, operation: "x",
            arrivals: { url in
                guard Self.number(url) == 1 else {
                    isUnderWay.signal()
                    return .page(Pages.Page(elements: [2], next: nil))
                }
                let next = try Self.link(2)
                return .unread(next: next) {
                    // Without the second request, the first page would never be read.
                    #expect(isUnderWay.wait(timeout: .now() + 600) == .success)
                    return Pages.Page(elements: [1], next: next)
                }
            })
        #expect(try await pages.collect() == [1, 2])
    }

    @Test func `what counts is the link in the page, and a guess is never followed elsewhere or twice`() async throws {
        let asked = Mutex<[URL]>([])
        let (wrong, elsewhere, first) = (try Self.link(9), try Self.link(3, host: "b.example"), try Self.link(1))
        let pages = Pages(
            first: first, service: .graph, operation: "x",
            arrivals: { url in
                asked.withLock { $0.append(url) }
                switch Self.number(url) {
                case 1:
                    let next = try Self.link(2)
                    return .unread(next: wrong) { Pages.Page(elements: [1], next: next) }
                case 2:
                    let next = try Self.link(3)
                    return .unread(next: elsewhere) { Pages.Page(elements: [2], next: next) }
                case 3: return .unread(next: first) { Pages.Page(elements: [3], next: nil) }
                default: return .page(Pages.Page(elements: [9], next: nil))
                }
            })
        #expect(try await pages.collect() == [1, 2, 3])
        let urls = asked.withLock { $0 }.filter { $0 != wrong }
        #expect(urls == [first, try Self.link(2), try Self.link(3)])
    }

    @Test func `a page that cannot be read ends the list`() async throws {
        struct Unreadable: Error {}
        let next = try Self.link(2)
        let pages = Pages(
            first: try Self.link(1), service: .graph, operation: "x",
            arrivals: { url in
                guard Self.number(url) == 1 else { return .page(Pages.Page(elements: [2], next: nil)) }
                return .unread(next: next) { throw Unreadable() }
            })
        await #expect(throws: Unreadable.self) { try await pages.collect() }
    }
}
