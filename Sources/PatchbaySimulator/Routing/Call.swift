import Foundation
import PatchbayCore

/// A request as the handlers see it: taken apart once, unescaped, with the moment it arrived.
struct Call {
    let method: HTTPMethod
    /// Scheme, host and port that the request was sent to.
    let origin: String
    /// Scheme, host and port that links in the answer start with.
    let root: String
    let host: String
    /// Whether the host is the one that the settings name for everything.
    let isPublic: Bool
    /// The path in unescaped segments, without the part that named the service.
    var path: [String]
    let query: [(name: String, value: String)]
    let fields: HTTPFields
    let body: Data?
    /// The path and query as they came, for links.
    let target: String
    /// Seconds since the cloud was made.
    let now: Double
    let date: Date
    /// How many requests came before this one.
    let number: Int
    /// What the path's placeholders stand for.
    var parameters: [(name: String, value: String)] = []
    /// What a list does wrong on purpose.
    var pageFault: PageFault?

    init(_ request: HTTPRequest, publicRoot: String?, now: Double, date: Date, number: Int) {
        let text = request.url.absoluteString
        let afterScheme = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let pathStart = text[afterScheme...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
        let authority = text[afterScheme..<pathStart]
        var target = text[pathStart...]
        if let fragment = target.firstIndex(of: "#") { target = target[..<fragment] }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            method: request.method, origin: String(text[..<pathStart]), publicRoot: publicRoot,
            host: String(authority.split(separator: ":").first ?? "").lowercased(), target: String(target),
            path: parts.first ?? "", query: parts.count > 1 ? parts[1] : "", fields: request.fields, body: request.body,
            now: now, date: date, number: number)
    }

    /// A request inside a batch.
    init(
        method: HTTPMethod, origin: String, publicRoot: String?, host: String, target: String, path: Substring,
        query: Substring,
        fields: HTTPFields, body: Data?, now: Double, date: Date, number: Int
    ) {
        self.method = method
        self.origin = origin
        self.root = publicRoot ?? origin
        self.host = host
        isPublic = publicRoot?.hasPrefix(origin) ?? false
        self.target = target
        self.fields = fields
        self.body = body
        self.now = now
        self.date = date
        self.number = number
        self.path = path.split(separator: "/").map { PercentEncoding.decode($0) }
        self.query = query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // A plus sign that was not escaped is a space to these servers; a client that forgets that finds nothing.
            return (
                PercentEncoding.decode(halves[0], plusIsSpace: true),
                PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            )
        }
    }

    /// What a placeholder of the path stands for.
    subscript(parameter: String) -> String { parameters.first { $0.name == parameter }?.value ?? "" }

    /// The first value of a query option. Names are compared as OData does, without regard to case.
    func option(_ name: String) -> String? { query.first { $0.name.equalsIgnoringASCIICase(name) }?.value }

    /// Every value of a repeated query option.
    func options(_ name: String) -> [String] {
        query.lazy.filter { $0.name.equalsIgnoringASCIICase(name) }.map(\.value)
    }

    /// The fields of a form body.
    var form: [(name: String, value: String)] {
        String(decoding: body ?? Data(), as: UTF8.self).split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(halves[0], plusIsSpace: true),
                PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            )
        }
    }

    /// The bearer token.
    var bearer: String? {
        guard let value = fields["Authorization"], value.count > 7, value.prefix(7).lowercased() == "bearer " else {
            return nil
        }
        return String(value.dropFirst(7))
    }
}
