import PatchbayCore

/// Pages as RingCentral numbers them, from 1, with links that are complete addresses.
///
/// Source: RingCentral `listExtensions` and `account/extensions`: totals may be left out, so links are what to follow.
struct RingCentralPage {
    let page: Int
    let perPage: Int
    private let call: Call

    /// - Parameters:
    ///   - usual: elements on a page if the caller says nothing.
    ///   - maximum: what more becomes, without a word.
    init(_ call: Call, usual: Int, maximum: Int) throws(Problem) {
        self.call = call
        func number(_ name: String, _ usual: Int) throws(Problem) -> Int {
            guard let text = call.option(name.lowercased()) else { return usual }
            if name == "perPage", text == "all" || text == "max" { return maximum }
            guard let value = Int(text), value > 0 else {
                throw Problem(
                    400, "CMN-101", "Parameter [\(name)] value is invalid",
                    extra: [("parameterName", .string(name)), ("parameterValue", .string(text))])
            }
            return value
        }
        page = try number("page", 1)
        perPage = min(try number("perPage", usual), maximum)
    }

    private func link(_ page: Int, _ world: World) -> JSONValue {
        var query = Query()
        for option in call.query where option.name != "page" && option.name != "perPage" {
            query.append(option.name, option.value)
        }
        query.append("page", String(page))
        query.append("perPage", String(perPage))
        let root = call.pageFault == .foreignLink ? world.settings.foreignOrigin : call.root
        return ["uri": .string(root + call.targetPath + query.suffix)]
    }

    /// The answer with the elements of this page.
    ///
    /// - Parameter hasLinks: whether the list has an address and links; the directory has neither and always says how many there are.
    func answer(
        of count: Int, _ world: World, hasLinks: Bool = true, fields: HTTPFields = [:], element: (Int) -> JSONValue?
    ) throws(Problem) -> HTTPResponse {
        let pages = max(1, (count + perPage - 1) / perPage)
        guard page <= pages else {
            throw Problem(
                400, "CMN-101", "Parameter [page] value is invalid",
                extra: [("parameterName", "page"), ("parameterValue", .string(String(page)))])
        }
        let range = (page - 1) * perPage..<min(count, page * perPage)
        var paging: JSONValue = ["page": .integer(Int64(page)), "perPage": .integer(Int64(perPage))]
        if !range.isEmpty {
            paging = paging.adding("pageStart", .integer(Int64(range.lowerBound)))
                .adding("pageEnd", .integer(Int64(range.upperBound - 1)))
        }
        if page == 1 || !hasLinks {
            paging = paging.adding("totalPages", .integer(Int64(pages))).adding("totalElements", .integer(Int64(count)))
        }
        let records = JSONValue.array(range.compactMap(element))
        guard hasLinks else { return .ringCentral(["paging": paging, "records": records], fields: fields) }
        var navigation: JSONValue = ["firstPage": link(1, world), "lastPage": link(pages, world)]
        if page > 1 { navigation = navigation.adding("previousPage", link(page - 1, world)) }
        if call.pageFault == .loopingLink {
            navigation = navigation.adding("nextPage", link(page, world))
        } else if page < pages {
            navigation = navigation.adding("nextPage", link(page + 1, world))
        }
        return .ringCentral(
            [
                "uri": .string(call.root + call.target), "records": records, "paging": paging,
                "navigation": navigation,
            ], fields: fields)
    }
}
