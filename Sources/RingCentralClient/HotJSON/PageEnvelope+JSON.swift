import PatchbayCore

extension PageEnvelope: JSONReadable where Element: JSONReadable {
    /// Reads a page.
    @usableFromInline
    init(json: inout JSONReader) throws(JSONFault) {
        var records: [Element]?
        var paging: Paging?
        var navigation: Navigation?
        try json.object(PageKeys.all) { key, json throws(JSONFault) in
            switch key {
            case .records: records = try Element.list(json: &json, isMost: true)
            case .paging: paging = try json.takeNull() ? nil : try Self.paging(&json)
            case .navigation: navigation = try json.takeNull() ? nil : try Self.navigation(&json)
            }
        }
        guard let records else { throw json.fault(.missing) }
        self.init(records: records, paging: paging, navigation: navigation)
    }

    private static func paging(_ json: inout JSONReader) throws(JSONFault) -> Paging {
        var numbers: (page: Int64?, perPage: Int64?, totalPages: Int64?)
        try json.object(PageKeys.Paging.all) { key, json throws(JSONFault) in
            switch key {
            case .page: numbers.page = try json.optionalInteger()
            case .perPage: numbers.perPage = try json.optionalInteger()
            case .totalPages: numbers.totalPages = try json.optionalInteger()
            }
        }
        func number(_ value: Int64?) -> Int? { value.map { Int(clamping: $0) } }
        return Paging(
            page: number(numbers.page), perPage: number(numbers.perPage), totalPages: number(numbers.totalPages))
    }

    private static func navigation(_ json: inout JSONReader) throws(JSONFault) -> Navigation {
        var link: Navigation.Link?
        try json.object(PageKeys.Navigation.all) { _, json throws(JSONFault) in
            guard try !json.takeNull() else { return }
            var uri: String?
            try json.object(PageKeys.Link.all) { _, json throws(JSONFault) in uri = try json.optionalString() }
            link = Navigation.Link(uri: uri)
        }
        return Navigation(nextPage: link)
    }
}

/// The members of a page. Not inside it: one table of them serves the pages of all types.
private enum PageKeys: String, CodingKey, CaseIterable {
    case records, paging, navigation

    enum Paging: String, CodingKey, CaseIterable {
        case page, perPage, totalPages

        static let all = JSONFields(Paging.self)
    }

    enum Navigation: String, CodingKey, CaseIterable {
        case nextPage

        static let all = JSONFields(Navigation.self)
    }

    enum Link: String, CodingKey, CaseIterable {
        case uri

        static let all = JSONFields(Link.self)
    }

    static let all = JSONFields(PageKeys.self)
}
