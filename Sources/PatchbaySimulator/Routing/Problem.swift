import PatchbayCore

/// A refusal on its way to the service, which gives it the shape that its clients know.
struct Problem: Error, Hashable, Sendable {
    var status: Int
    var code: String
    var message: String
    /// A more exact code that the service nests inside.
    var innerCode: String?
    /// Members beside code and message.
    var extra: [JSONValue.Member] = []
    var fields: HTTPFields = [:]

    init(
        _ status: Int, _ code: String, _ message: String, inner: String? = nil, extra: [(String, JSONValue)] = [],
        fields: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        innerCode = inner
        self.extra = extra.map { JSONValue.Member(name: $0.0, value: $0.1) }
        self.fields = fields
    }
}
