import Foundation
import PatchbayCore

/// `GET /users/delta`.
///
/// Source: Microsoft Graph `delta-query-overview`, `delta-query-users`, `user-delta`: options count in the first request only and
/// live on in the token; tokens last seven days; a removed user comes as an id and a reason.
enum UserDelta {
    private static let lifetime = 7.0 * 86_400

    static let routes: [Route] = ["/users/delta", "/users/delta()"].map { path in
        Route(
            .get, path, .usersDelta, charges: .directory(1), permissions: UserRoutes.permissions,
            source: "Microsoft Graph user-delta",
            handle: { (call, _, world) throws(Problem) in try answer(call, world) })
    }

    /// What a token carries: everything that the next request needs.
    private struct Token: Codable {
        /// Whether this is a way through everybody, or through changes.
        var isFull: Bool
        /// The first change that was not reported before this round.
        var from: Int
        /// The end of the changes of this round.
        var end: Int
        /// Where the page begins.
        var position: Int
        var issuedAt: Double
        var select: [String]?
        var ids: [String]?
        /// Makes every link different.
        var number: Int

        var text: String? { (try? JSONEncoder().encode(self))?.base64URL }

        init?(_ text: String) {
            guard let data = Data(base64URL: text), let token = try? JSONDecoder().decode(Token.self, from: data) else {
                return nil
            }
            self = token
        }

        init(isFull: Bool, from: Int, end: Int, call: Call, select: [String]?, ids: [String]?) {
            self.isFull = isFull
            self.from = from
            self.end = end
            position = 0
            issuedAt = call.now
            self.select = select
            self.ids = ids
            number = call.number
        }
    }

    private static func answer(_ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let visible = world.directory.visibleChanges(at: call.now)
        let text = call.option("$skiptoken") ?? call.option("$deltatoken")
        guard let text, text != "latest" else {
            let token = try begin(call, visible)
            return text == nil ? try page(token, call, world) : finish([], token, call)
        }
        if call.pageFault == .syncStateNotFound { throw stateNotFound }
        // Tokens come from outside: one that was made up must not lead beyond what there is.
        guard var token = Token(text), token.position >= 0, token.from >= 0, token.from <= token.end,
            token.end <= visible
        else { throw stateNotFound }
        guard call.now - token.issuedAt <= lifetime, call.pageFault != .gone, call.pageFault != .expiredToken else {
            throw Problem(
                410, "syncStateNotFound", "The sync state generation is not found; begin again.",
                fields: ["Location": "\(call.root)/v1.0/users/delta"])
        }
        if call.option("$skiptoken") == nil {
            token = Token(
                isFull: false, from: token.end, end: visible, call: call, select: token.select, ids: token.ids)
        }
        return try page(token, call, world)
    }

    private static let stateNotFound = Problem(
        400, "syncStateNotFound", "The delta token is no longer valid, or was never issued.")

    /// Checks the options of a first request.
    private static func begin(_ call: Call, _ visible: Int) throws(Problem) -> Token {
        for name in ["$expand", "$top", "$orderby", "$search"] where call.option(name) != nil {
            throw Problem(400, "Request_UnsupportedQuery", "'\(name)' is not supported in delta queries.")
        }
        let select = call.option("$select").map { $0.split(separator: ",").map(String.init) }
        _ = try UserRoutes.properties(select)
        var ids: [String]?
        if let text = call.option("$filter") {
            guard let filter = try? ODataParser.parse(text), let found = wantedIDs(filter), found.count <= 50 else {
                throw Problem(
                    400, "Request_UnsupportedQuery",
                    "A delta query takes filters of the form id eq '…', at most 50 of them.")
            }
            ids = found
        }
        return Token(isFull: true, from: 0, end: visible, call: call, select: select, ids: ids)
    }

    private static func wantedIDs(_ filter: ODataFilter) -> [String]? {
        switch filter {
        case .or(let left, let right):
            guard let first = wantedIDs(left), let second = wantedIDs(right) else { return nil }
            return first + second
        case .compare(.eq, .path(["id"]), .literal(.string(let id))): return [id.lowercased()]
        default: return nil
        }
    }

    private static func page(_ token: Token, _ call: Call, _ world: World) throws(Problem) -> HTTPResponse {
        let properties = try UserRoutes.properties(token.select)
        let size = pageSize(call)
        let places = places(of: token, world.directory)
        var token = token
        var items: [JSONValue] = []
        if call.pageFault != .empty {
            while token.position < places.count, items.count < size {
                if let item = item(at: places[token.position], token, properties, call, world.directory) {
                    items.append(item)
                }
                token.position += 1
            }
        }
        guard token.position < places.count || call.pageFault == .loopingLink else { return finish(items, token, call) }
        token.number = call.number
        var link = "\(call.root)/v1.0/users/delta?$skiptoken=\(token.text ?? "")"
        if call.pageFault == .loopingLink { link = call.root + call.target }
        if call.pageFault == .foreignLink { link = world.settings.foreignOrigin + link.dropFirst(call.root.count) }
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#users"), "@odata.nextLink": .string(link),
            "value": .array(items),
        ])
    }

    private static func finish(_ items: [JSONValue], _ token: Token, _ call: Call) -> HTTPResponse {
        var last = token
        last.issuedAt = call.now
        last.number = call.number
        return .graph([
            "@odata.context": .string("\(call.root)/v1.0/$metadata#users"),
            "@odata.deltaLink": .string("\(call.root)/v1.0/users/delta?$deltatoken=\(last.text ?? "")"),
            "value": .array(items),
        ])
    }

    /// The positions that a round goes through.
    private static func places(of token: Token, _ directory: Directory) -> [Int] {
        if token.isFull { return Array(0..<directory.count) }
        var seen: Set<Int> = []
        return directory.changes[token.from..<token.end].map(\.index).filter { seen.insert($0).inserted }
    }

    private static func item(
        at index: Int, _ token: Token, _ properties: [UserProperties.Property], _ call: Call, _ directory: Directory
    ) -> JSONValue? {
        let id = directory.id(at: index).description
        if let ids = token.ids, !ids.contains(id) { return nil }
        guard let user = directory.user(at: index, now: call.now) else {
            if token.isFull { return nil }
            let reason: JSONValue = directory.isHardDeleted(at: index, now: call.now) ? "deleted" : "changed"
            return ["id": .string(id), "@removed": ["reason": reason]]
        }
        let before = token.isFull ? nil : directory.user(at: index, before: token.from)
        let isMinimal = call.fields["Prefer"]?.lowercased().contains("return=minimal") ?? false
        var members: [JSONValue.Member] = []
        for property in properties where property.name != "id" {
            let value = property.value(user)
            let old = before.map(property.value) ?? .null
            // What was never set is left out; what was cleared comes as null.
            if value == .null, old == .null { continue }
            if isMinimal, before != nil, value == old { continue }
            members.append(.init(name: property.name, value: value))
        }
        return .object(members + [.init(name: "id", value: .string(id))])
    }

    private static func pageSize(_ call: Call) -> Int {
        guard let match = call.fields["Prefer"]?.firstMatch(of: #/odata\.maxpagesize=(\d+)/#), let size = Int(match.1)
        else {
            return 100
        }
        return min(max(size, 1), 999)
    }
}
