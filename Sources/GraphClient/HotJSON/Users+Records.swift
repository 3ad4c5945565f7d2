import Foundation
public import PatchbayCore

extension Users {
    /// Hands every user of a list to a closure, as a view of the page: for counting, searching or copying a few fields out of very many users,
    /// in the memory of two pages whatever their number, and several times faster than ``list(filter:search:select:pageSize:lane:onRestart:)``.
    ///
    /// ```swift
    /// var enabled = 0
    /// try await graph.users.forEachRecord { if $0.accountEnabled == true { enabled += 1 } }
    /// ```
    ///
    /// - Parameters:
    ///   - filter: which ones; advanced queries are recognised and sent as such.
    ///   - search: words that a person typed.
    ///   - select: the fields; without them Graph leaves out half.
    ///   - pageSize: 1 to 999.
    ///   - lane: how urgent it is.
    ///   - onRestart: hears how often the list had to begin again because a page link had expired; users then come twice.
    ///   - body: takes one user. It may throw, which ends the list.
    /// - Returns: how many users there were.
    /// - Throws: ``ConfigurationError`` for a page size or a filter that Graph would refuse, ``ServiceError`` and what the pipeline throws,
    ///   what `body` throws. Users before the fault have been handed over by then.
    @discardableResult
    public func forEachRecord(
        filter: ODataFilter? = nil, search: String? = nil, select: [String] = User.provisioningFields,
        pageSize: Int = 999, lane: RequestScheduler.Lane = .sweep,
        onRestart: @escaping @Sendable (Int) -> Void = { _ in },
        _ body: (borrowing UserView) throws -> Void
    ) async throws -> Int {
        let (first, operation) = try listRequest(
            filter: filter, search: search, select: select, pageSize: pageSize, lane: lane)
        let graph = graph
        let bodies = PagedSequence<HTTPResponse>(
            first: first.url, service: .graph, operation: operation.name,
            arrivals: { url in
                let (response, count) = try await graph.fetchPage(
                    url, first: first, operation: operation, onRestart: onRestart)
                let link = GraphPageKeys.leadingNextLink(in: response.body).map { GraphRestarts.mark($0, count) }
                return .unread(next: link) {
                    let next = try UserPage.nextLink(in: response, graph, operation)
                    return PagedSequence.Page(
                        elements: [response], next: next.map { GraphRestarts.mark($0, count) })
                }
            })
        var count = 0
        for try await response in bodies {
            count += try UserPage.forEach(in: response, graph, operation, body)
        }
        return count
    }
}

/// A page of users that is walked over instead of being read.
private enum UserPage {
    /// The link to the next page, wherever it stands.
    static func nextLink(in response: HTTPResponse, _ graph: Graph, _ operation: APIOperation) throws -> URL? {
        if let link = GraphPageKeys.leadingNextLink(in: response.body) { return link }
        var text: String?
        do {
            try JSONReader.read(response.body) { json throws(JSONFault) in
                try json.object(GraphPageKeys.fields) { key, json throws(JSONFault) in
                    if key == .nextLink { text = try json.optionalString() } else { try json.skip() }
                }
            }
        } catch {
            return try graph.readPage(User.self, from: response, operation: operation).nextLink
        }
        guard let text, !text.isEmpty else { return nil }
        // What is no address is explained by the ordinary decoder.
        return try URL(string: text) ?? graph.readPage(User.self, from: response, operation: operation).nextLink
    }

    /// Hands over the users of a page.
    ///
    /// - Returns: how many there were.
    static func forEach(
        in response: HTTPResponse, _ graph: Graph, _ operation: APIOperation,
        _ body: (borrowing UserView) throws -> Void
    ) throws -> Int {
        var count = 0
        var failure: (any Error)?
        do throws(JSONFault) {
            try walk(response.body, after: 0, &count, &failure, body)
        } catch {
            // The ordinary decoder either explains what is wrong with the page, or it can read what the quick reader is not sure of: then
            // the rest of the page is handed over from what it read, written down anew.
            let page = try graph.readPage(User.self, from: response, operation: operation)
            let anew = try WireCoding.encode(["value": page.value])
            let done = count
            count = 0
            try walk(anew, after: done, &count, &failure, body)
        }
        if let failure { throw failure }
        return count
    }

    private static func walk(
        _ page: Data, after done: Int, _ count: inout Int, _ failure: inout (any Error)?,
        _ body: (borrowing UserView) throws -> Void
    ) throws(JSONFault) {
        try JSONReader.read(page) { json throws(JSONFault) in
            var hasValue = false
            try json.object(GraphPageKeys.fields) { key, json throws(JSONFault) in
                guard key == .value else { return try json.skip() }
                hasValue = true
                var record = try UserView(elementsIn: json.reader(at: json.offset))
                while try record.advance() {
                    count += 1
                    guard failure == nil, count > done else { continue }
                    do {
                        try body(record)
                    } catch {
                        failure = error
                    }
                }
                json.goOn(after: record.end)
            }
            guard hasValue else { throw json.fault(.missing) }
        }
    }
}
