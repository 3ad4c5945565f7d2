import Foundation
import PatchbayCore
import PatchbayTesting
import RingCentralClient

/// A client on canned answers, with a token that is already there.
func client(
    _ stub: StubTransport, time: TimeSource = .system, configure: (inout Pipeline.Configuration) -> Void = { _ in }
) -> RingCentral {
    // A credential of which only the protocol is known, as an embedder's configuration would hold it.
    let credential: any CredentialProvider = .fixed(Secret("token-of-the-test"))
    return RingCentral(credential, clientID: "app", transport: stub) {
        $0.time = time
        $0.retry = .never
        configure(&$0)
    }
}

extension HTTPRequest {
    /// The request as text: method, path with query, the fields that matter, the body.
    var text: String {
        let whole = url.absoluteString
        let path = whole.range(of: "://").map { whole[$0.upperBound...].drop { $0 != "/" } } ?? Substring(whole)
        var lines = ["\(method) \(path)"]
        for field in fields where !["User-Agent", "Authorization"].contains(field.name) {
            if field.name == "Accept", field.value == "application/json" { continue }
            lines.append("\(field.name): \(field.value)")
        }
        if let body { lines.append(String(decoding: body, as: UTF8.self)) }
        return lines.joined(separator: "\n")
    }

    /// The fields of a form body.
    var form: [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: body ?? Data(), as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        return fields
    }
}

/// Everything that prints of a value, to look for secrets in.
func printed(_ value: some Any) -> String {
    var text = "\(value) \(String(reflecting: value))"
    dump(value, to: &text)
    if let error = value as? any LocalizedError {
        text += "\(error.errorDescription ?? "") \(error.recoverySuggestion ?? "")"
    }
    return text
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
