import Foundation
import PatchbayCore

/// `POST /$batch`.
///
/// Source: Microsoft Graph `json-batching`: at most 20 requests, ids unique without regard to case, answers in any order, every item
/// counted against its service's limits, 424 for what depended on something that failed.
enum BatchRoutes {
    private static let maximum = 20

    static let all: [Route] = [
        Route(
            .post, "/$batch", .batch, charges: .free, source: "Microsoft Graph json-batching",
            handle: { (call, _, world) throws(Problem) in try run(call, world) })
    ]

    private struct Item {
        let id: String
        let method: HTTPMethod
        let url: String
        let fields: HTTPFields
        let body: Data?
        let dependsOn: [String]
    }

    private static func run(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let items = try parse(call)
        var statuses: [String: Int?] = [:]
        var answers: [JSONValue] = []
        for item in items {
            let failed = item.dependsOn.contains { id in
                guard let status = statuses[id.lowercased()] else { return true }
                return !(200..<300).contains(status ?? 0)
            }
            let reply = failed ? dependencyFailed : answer(item, call, world)
            statuses[item.id.lowercased()] = .some(reply.status)
            // An item whose connection is cut is missing from the answer: its outcome is unknown.
            if case .response(let response) = reply { answers.append(json(response, id: item.id)) }
        }
        answers.shuffle(using: &world.random)
        return .graph(["responses": .array(answers)])
    }

    private static let dependencyFailed = SimulatedReply.response(
        .graph(
            ["error": ["code": "FailedDependency", "message": "A request that this one depends on has failed."]],
            status: 424))

    private static func answer(_ item: Item, _ outer: Call, _ world: World) -> SimulatedReply {
        world.requestNumber += 1
        let target = "/v1.0" + (item.url.hasPrefix("/") ? item.url : "/" + item.url)
        var fields = item.fields
        // The sign-in is the batch's; no other field is handed down.
        fields["Authorization"] = outer.fields["Authorization"]
        var call = Call(
            outer, method: item.method, target: target, fields: fields, body: item.body, number: world.requestNumber)
        call.path.removeFirst()
        guard call.path.first != "$batch" else {
            return .response(
                .graph(["error": ["code": "BadRequest", "message": "A batch cannot hold a batch."]], status: 400))
        }
        return world.process(call, by: GraphService()).reply
    }

    private static func json(_ response: HTTPResponse, id: String) -> JSONValue {
        var value: JSONValue = [
            "id": .string(id), "status": .integer(Int64(response.status)),
            "headers": .object(response.fields.map { JSONValue.Member(name: $0.name, value: .string($0.value)) }),
        ]
        if !response.body.isEmpty {
            value = value.adding("body", JSONValue.parse(response.body) ?? .string(response.body.base64EncodedString()))
        }
        return value
    }

    private static func parse(_ call: Call) throws(Problem) -> [Item] {
        guard let requests = JSONValue.parse(call.body)?["requests"]?.array, !requests.isEmpty else {
            throw Problem(400, "BadRequest", "The batch needs a 'requests' array that is not empty.")
        }
        guard requests.count <= maximum else {
            throw Problem(400, "BadRequest", "Number of batch request steps exceeds the maximum value of \(maximum).")
        }
        var known: Set<String> = []
        return try requests.map { request throws(Problem) in
            guard let id = request["id"]?.string, let method = request["method"]?.string,
                let url = request["url"]?.string
            else { throw Problem(400, "BadRequest", "Every request of a batch needs 'id', 'method' and 'url'.") }
            guard known.insert(id.lowercased()).inserted else {
                throw Problem(400, "BadRequest", "The id '\(id)' is used twice in the batch.")
            }
            guard !url.contains("://") else {
                throw Problem(400, "BadRequest", "'url' is relative to the version of the API.")
            }
            var fields = HTTPFields()
            if case .object(let members)? = request["headers"] {
                for member in members { fields.append(member.value.string ?? "", to: member.name) }
            }
            let body = request["body"]
            if body != nil, fields["Content-Type"] == nil {
                throw Problem(
                    400, "BadRequest", "The request '\(id)' has a body and therefore needs a Content-Type header.")
            }
            let depends = request["dependsOn"]?.array?.compactMap(\.string) ?? []
            guard depends.allSatisfy({ known.contains($0.lowercased()) && $0.lowercased() != id.lowercased() }) else {
                throw Problem(400, "BadRequest", "The request '\(id)' depends on an id that does not come before it.")
            }
            return Item(
                id: id, method: HTTPMethod(rawValue: method.uppercased()), url: url, fields: fields,
                body: body.map { $0.string.flatMap { Data(base64URL: $0) } ?? $0.data }, dependsOn: depends)
        }
    }
}
