import Foundation
import GenesysClient
import PatchbayCore
import PatchbayTesting

/// A client on canned answers, with a token that is already there.
func client(
    _ transport: some HTTPTransport, time: TimeSource = .system, retry: RetryPolicy = .never
) throws -> Genesys {
    Genesys(
        .fixed(Secret("token-of-the-test")), clientID: "app", region: try GenesysRegion("eu-central-1"),
        transport: transport
    ) {
        $0.time = time
        $0.retry = retry
        $0.jitter = { 0.5 }
    }
}

extension HTTPRequest {
    /// The query, unescaped.
    var options: [String: String] {
        var options: [String: String] = [:]
        for pair in (url.query(percentEncoded: true) ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            if halves.count == 2 { options[halves[0]] = halves[1] }
        }
        return options
    }

    /// The body as text.
    var text: String { String(decoding: body ?? Data(), as: UTF8.self) }
}

/// The error that a piece of work ends in.
func failure(_ work: () async throws -> Void) async -> (any Error)? {
    do {
        try await work()
        return nil
    } catch {
        return error
    }
}

/// Everything that prints of a value, to look for secrets in.
func printed(_ value: some Any) -> String {
    var text = "\(value) \(String(reflecting: value))"
    dump(value, to: &text)
    return text
}
