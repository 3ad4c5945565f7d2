import Foundation
import PatchbayCore

/// One page of a list as RingCentral writes it. Sources: RingCentral OpenAPI `listExtensions`, `listDirectoryEntries`, `listCallQueues`.
///
/// Most lists link to the next page in `navigation`. The directory has no `navigation`, only page numbers, and totals may be left
/// out anywhere. `records` is required: an answer without it must not look like an empty company.
struct PageEnvelope<Element: Decodable & Sendable>: Decodable, Sendable {
    struct Paging: Decodable, Sendable {
        let page: Int?
        let perPage: Int?
        let totalPages: Int?
    }

    struct Navigation: Decodable, Sendable {
        struct Link: Decodable, Sendable { let uri: String? }
        let nextPage: Link?
    }

    let records: [Element]
    let paging: Paging?
    let navigation: Navigation?

    /// Where the next page is; `nil` at the end.
    func next(after url: URL, of call: RingCentralCall) throws -> URL? {
        if let uri = navigation?.nextPage?.uri {
            guard let link = URL(string: uri, relativeTo: url)?.absoluteURL else {
                throw Self.fault("The link to the next page is not an address.", of: call)
            }
            return link
        }
        guard navigation == nil, let paging, let page = paging.page else { return nil }
        let isLast = if let total = paging.totalPages { page >= total } else { records.count < paging.perPage ?? .max }
        return isLast ? nil : Self.replacePage(in: url, with: page + 1)
    }

    static func fault(_ message: String, of call: RingCentralCall) -> ServiceError {
        ServiceError(
            service: .ringCentral, operation: call.name, code: "PagingFault", message: message, category: .invalid,
            remedy: Remedy("Run again. If it stays, report it to RingCentral.", action: .runAgain))
    }

    private static func replacePage(in url: URL, with page: Int) -> URL? {
        guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else { return nil }
        var items = (parts.percentEncodedQueryItems ?? []).filter { $0.name != "page" }
        items.append(URLQueryItem(name: "page", value: String(page)))
        parts.percentEncodedQueryItems = items
        return parts.url
    }
}

extension PageEnvelope where Element: Identifiable {
    func page(at url: URL, of call: RingCentralCall) throws -> PagedSequence<Element>.Page {
        var hasher = Hasher()
        for record in records { hasher.combine(record.id) }
        return PagedSequence<Element>.Page(
            elements: records, next: try next(after: url, of: call),
            fingerprint: records.isEmpty ? 0 : hasher.finalize() | 1)
    }
}
