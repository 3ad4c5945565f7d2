import Foundation
import PatchbayCore

/// What can be read from the body of an unsuccessful answer, whichever of Graph's back ends wrote it.
///
/// Sources: Microsoft Graph `errors`; the odd shapes are reported by users (an empty or numeric code, an empty message, a message
/// that is JSON itself, an HTML page from a gateway).
struct GraphErrorBody: Hashable, Sendable {
    var code = ""
    /// Outermost first.
    var innerCodes: [String] = []
    var message = ""
    var requestID: String?

    /// Larger bodies are not errors of Graph and are not read.
    static let largest = 256 * 1024

    init(_ response: HTTPResponse) {
        guard !response.body.isEmpty else { return }
        guard response.body.count <= Self.largest, let document = JSONNode.parse(response.body) else {
            let kind =
                response.fields["Content-Type"]?.split(separator: ";").first.map(String.init) ?? "an unknown type"
            message = "\(response.body.count) bytes of \(kind) instead of an error of Graph"
            return
        }
        read(document["error"] ?? document)
    }

    private mutating func read(_ error: JSONNode) {
        if let text = error.text {
            code = text
            return
        }
        code = error["code"]?.text ?? error["errorCode"]?.text ?? ""
        message = error["message"]?.text ?? ""
        if case .array(let details)? = error["details"] { innerCodes += details.compactMap { $0["code"]?.text } }
        var inner = error["innerError"]
        // The nesting is a few levels deep; whoever sends more wants to waste our time.
        for _ in 0..<16 {
            guard let current = inner else { break }
            if let code = current["code"]?.text { innerCodes.append(code) }
            if message.isEmpty, let text = current["message"]?.text { message = text }
            requestID = requestID ?? current["request-id"]?.text
            inner = current["innerError"]
        }
        unwrap()
    }

    /// A message that is a JSON document itself: an error of Exchange or Teams passed through.
    private mutating func unwrap() {
        guard message.first == "{", let document = JSONNode.parse(Data(message.utf8)) else { return }
        let inner = document["error"] ?? document
        if let text = inner["code"]?.text ?? inner["errorCode"]?.text { innerCodes.append(text) }
        message = inner["message"]?.text ?? inner["errorMessage"]?.text ?? inner.text ?? ""
    }
}
