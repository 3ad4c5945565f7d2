import Foundation
import PatchbayCore

/// The query options of a list, checked, and the links to its pages.
struct ListQuery {
    /// What a list takes.
    struct Rules {
        /// Elements on a page if the caller says nothing, and at most.
        var defaultTop = 100
        var maximumTop = 999
        /// Whether the directory's rules for advanced queries apply.
        var isDirectory = true
    }

    struct Order {
        let name: String
        let isDescending: Bool
    }

    let select: [String]?
    let top: Int
    let filter: ODataFilter?
    let search: SearchQuery?
    let order: Order?
    let expand: String?
    let wantsCount: Bool
    /// Where the page begins.
    let position: Int
    /// Whether this is the first page; only that one carries the count.
    let isFirstPage: Bool
    private let call: Call

    init(_ call: Call, _ world: World, _ rules: Rules = Rules()) throws(Problem) {
        self.call = call
        if call.option("$skip") != nil {
            throw Problem(400, "Request_UnsupportedQuery", "'$skip' is not supported by the service.")
        }
        select = call.option("$select").map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
        top = try ListQuery.top(call, rules)
        filter = try call.option("$filter").map { text throws(Problem) in
            do throws(ODataSyntaxError) { return try world.filter(text) } catch {
                throw Problem(400, rules.isDirectory ? "Request_BadRequest" : "BadRequest", error.message)
            }
        }
        search = try call.option("$search").map { text throws(Problem) in try SearchQuery(text) }
        order = call.option("$orderby").map { text in
            let words = text.split(separator: " ")
            return Order(
                name: String(words.first ?? ""), isDescending: words.count > 1 && words[1].lowercased() == "desc")
        }
        expand = call.option("$expand")
        wantsCount = call.option("$count")?.lowercased() == "true"
        if let token = call.option("$skiptoken") {
            guard call.pageFault != .expiredToken, let place = ListQuery.place(token, ListQuery.fingerprint(call))
            else {
                throw Problem(
                    400, "Directory_ExpiredPageToken",
                    "The specified page token value has expired and can no longer be used.")
            }
            position = place
            isFirstPage = false
        } else {
            position = 0
            isFirstPage = true
        }
        if rules.isDirectory { try checkAdvanced() }
        if let filter, filter.clauses > 15 {
            throw Problem(
                400, "Request_UnsupportedQuery",
                "Too many child clauses specified in search filter expression containing 'OR' operators: \(filter.clauses). Max allowed: 15."
            )
        }
    }

    /// Source: Microsoft Graph `user-list`: a page has 1 to 999 elements.
    private static func top(_ call: Call, _ rules: Rules) throws(Problem) -> Int {
        guard let text = call.option("$top") else { return rules.defaultTop }
        guard let top = Int(text), (1...rules.maximumTop).contains(top) else {
            throw Problem(
                400, "Request_UnsupportedQuery",
                "Invalid page size specified: '\(text)'. Must be between 1 and \(rules.maximumTop) inclusive.")
        }
        return top
    }

    /// Source: Microsoft Graph `aad-advanced-queries`: the header and `$count=true`, both, on every page.
    private func checkAdvanced() throws(Problem) {
        let isEventual = call.fields["ConsistencyLevel"]?.lowercased() == "eventual"
        let needsIt = (filter?.isAdvanced ?? false) || search != nil || (filter != nil && order != nil)
        if needsIt, !isEventual || !(wantsCount || search != nil) {
            throw Problem(
                400, "Request_UnsupportedQuery",
                "Operator or combination is only supported with the 'ConsistencyLevel:eventual' header and '$count=true'."
            )
        }
        if filter?.uses(.contains) ?? false {
            throw Problem(
                400, "Request_UnsupportedQuery", "The function 'contains' is not supported for this property.")
        }
        if isEventual, wantsCount, expand != nil {
            throw Problem(400, "Request_UnsupportedQuery", "'$expand' is not supported with advanced queries.")
        }
    }

    /// Links are complete: a caller that rebuilds them, or adds options, has another query than the one the token was made for.
    private static func fingerprint(_ call: Call) -> UInt64 {
        options(call).reduce(0xCBF2_9CE4_8422_2325) { hash, option in
            (option.name + "=" + option.value).utf8.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    private static func options(_ call: Call) -> [(name: String, value: String)] {
        call.query.filter { $0.name.lowercased() != "$skiptoken" }
    }

    private static func place(_ token: String, _ fingerprint: UInt64) -> Int? {
        guard let data = Data(base64URL: token) else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(separator: ".")
        guard parts.count == 3, UInt64(parts[1]) == fingerprint, let place = Int(parts[0]), place >= 0 else {
            return nil
        }
        return place
    }

    /// A link to the page that begins at a place. No two links are the same, even to the same place.
    func link(to place: Int, _ world: World) -> String {
        if call.pageFault == .loopingLink { return call.root + call.target }
        let root = call.pageFault == .foreignLink ? world.settings.foreignOrigin : call.root
        let pairs = ListQuery.options(call).map {
            PercentEncoding.encode($0.name, keeping: "$") + "="
                + PercentEncoding.encode($0.value, keeping: "$,'()/:") + "&"
        }
        return root + call.targetPath + "?" + pairs.joined() + "$skiptoken=" + token(place)
    }

    private func token(_ place: Int) -> String {
        Data("\(place).\(ListQuery.fingerprint(call)).\(call.number)".utf8).base64URL
    }

    /// Fills a page from positions `position..<count`. `element` gives `nil` for what is not there or does not match.
    func page(
        of count: Int, context: String, total: () -> Int, _ world: World, element: (Int) -> JSONValue?
    ) -> HTTPResponse {
        var elements: [JSONValue] = []
        var place = position
        if call.pageFault != .empty {
            while place < count, elements.count < top {
                if let value = element(place) { elements.append(value) }
                place += 1
            }
        }
        var body: JSONValue = ["@odata.context": .string("\(call.root)/v1.0/$metadata#\(context)")]
        if wantsCount, isFirstPage { body = body.adding("@odata.count", .integer(Int64(total()))) }
        if place < count || call.pageFault == .loopingLink {
            body = body.adding("@odata.nextLink", .string(link(to: place, world)))
        }
        return .graph(body.adding("value", .array(elements)))
    }
}

extension HTTPResponse {
    /// An answer as Graph writes it.
    static func graph(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        .json(
            value, status: status,
            type: "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
    }
}

/// A `$search` of the directory: quoted clauses of property and text, joined by `AND` or `OR`.
///
/// Source: Microsoft Graph `search-query-parameter`: texts are cut into words, and a word matches by its beginning.
struct SearchQuery {
    private let alternatives: [[(name: String, text: String)]]

    init(_ text: String) throws(Problem) {
        var alternatives: [[(name: String, text: String)]] = [[]]
        var rest = text[...]
        while true {
            rest = rest.drop { $0 == " " || $0 == "(" || $0 == ")" }
            if rest.isEmpty { break }
            if rest.hasPrefix("OR ") {
                alternatives.append([])
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("AND ") {
                rest = rest.dropFirst(4)
            } else if rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
                let clause = rest[rest.index(after: rest.startIndex)..<end]
                let halves = clause.split(separator: ":", maxSplits: 1)
                guard halves.count == 2 else { throw SearchQuery.syntax }
                alternatives[alternatives.count - 1].append((String(halves[0]), halves[1].lowercased()))
                rest = rest[rest.index(after: end)...]
            } else {
                throw SearchQuery.syntax
            }
        }
        self.alternatives = alternatives
    }

    private static let syntax = Problem(
        400, "Request_BadRequest", "Syntax error: a search clause is written \"property:text\", quotes included.")

    func matches(_ entity: some ODataEntity) -> Bool {
        alternatives.contains { clauses in
            clauses.allSatisfy { clause in
                guard let value = entity.property(clause.name)?.string?.lowercased() else { return false }
                let words = value.split { !$0.isLetter && !$0.isNumber }
                return clause.text.split { !$0.isLetter && !$0.isNumber }.allSatisfy { wanted in
                    words.contains { $0.hasPrefix(wanted) }
                }
            }
        }
    }
}
