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
    var now: Double
    var date: Date
    /// How many requests came before this one.
    let number: Int
    /// What the path's placeholders stand for.
    var parameters: [(name: String, value: String)] = []
    /// What a list does wrong on purpose.
    var pageFault: PageFault?
    /// What addresses of the caller's answered, if the handler asked.
    var answers: [ReceiverAnswer]?
    /// The event socket that it came over.
    var connection: Int?
    private let names: [String]

    init(_ request: HTTPRequest, publicRoot: String?, now: Double, date: Date, number: Int) {
        let address = WireText(request.url.absoluteString).address
        method = request.method
        origin = address.origin
        root = publicRoot ?? origin
        host = address.host
        isPublic = publicRoot?.hasPrefix(origin) ?? false
        path = address.path
        query = address.query
        names = query.map { $0.name.lowercased() }
        target = address.target
        fields = request.fields
        body = request.body
        self.now = now
        self.date = date
        self.number = number
    }

    /// A request inside a batch: the outer call's origin and moment, everything else its own.
    init(_ outer: Call, method: HTTPMethod, target: String, fields: HTTPFields, body: Data?, number: Int) {
        let address = WireText(target).address
        self.method = method
        origin = outer.origin
        root = outer.root
        host = outer.host
        isPublic = outer.isPublic
        path = address.path
        query = address.query
        names = query.map { $0.name.lowercased() }
        self.target = target
        self.fields = fields
        self.body = body
        now = outer.now
        date = outer.date
        self.number = number
    }

    /// What a placeholder of the path stands for.
    subscript(parameter: String) -> String { parameters.first { $0.name == parameter }?.value ?? "" }

    /// The first value of a query option. Names are compared without regard to case.
    func option(_ name: String) -> String? {
        let name = name.lowercased()
        return names.firstIndex(of: name).map { query[$0].value }
    }

    /// Every value of a repeated query option.
    func options(_ name: String) -> [String] {
        let name = name.lowercased()
        return names.indices.filter { names[$0] == name }.map { query[$0].value }
    }

    /// The target without its query.
    var targetPath: String {
        guard let end = target.firstIndex(of: "?") else { return target }
        return String(target[..<end])
    }

    /// The fields of a form body.
    var form: [(name: String, value: String)] { WireText(String(decoding: body ?? Data(), as: UTF8.self)).form }

    /// The bearer token.
    var bearer: String? {
        guard let value = fields["Authorization"], value.prefix(7).lowercased() == "bearer " else { return nil }
        return String(value.dropFirst(7))
    }
}
