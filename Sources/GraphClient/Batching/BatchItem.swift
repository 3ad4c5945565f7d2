public import Foundation
public import PatchbayCore

/// One request inside a batch. Items of one batch are independent of each other and may be answered in any order.
///
/// Source: Microsoft Graph `json-batching`.
public struct BatchItem: Identifiable, Hashable, Sendable {
    /// The caller's name for an item, unique among those sent together.
    public struct ID: GraphID {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The caller's name for it.
    public var id: ID
    /// What it is for: its charges are counted for it alone, and its replay rule says whether it may be sent again.
    public var operation: APIOperation
    /// The method.
    public var method: HTTPMethod
    /// The path below `/v1.0`, escaped, such as `/users/\(PathSegment(id))`.
    public var path: String
    /// The query.
    public var query: Query
    /// Header fields of this item; those of the batch are not inherited.
    public var fields: HTTPFields
    /// A JSON document.
    public var body: Data?

    /// Makes an item.
    public init(
        id: ID, operation: APIOperation, method: HTTPMethod = .get, path: String, query: Query = Query(),
        fields: HTTPFields = [:], body: Data? = nil
    ) {
        self.id = id
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }
}

/// What became of an item.
public enum BatchAnswer: Sendable {
    /// The item's own answer, whatever its status.
    case answered(HTTPResponse)
    /// There is none, and so its outcome is unknown unless the error says otherwise: the item was missing from the answer, the batch
    /// got no answer, or the task was cancelled. Read back before sending a write again.
    case unanswered(any Error)

    /// The answer if it is a success, or has a status that the caller understands.
    ///
    /// - Throws: ``ServiceError`` for every other answer; the error for an item that was not answered.
    public func get(operation: String, accepting accepted: Set<Int> = []) throws -> HTTPResponse {
        switch self {
        case .answered(let response):
            if response.isSuccess || accepted.contains(response.status) { return response }
            throw GraphDialect().error(from: response, operation: operation, now: Date())
        case .unanswered(let error):
            throw error
        }
    }
}
