package pages

// CountFailure counts a failed password of an address.
func CountFailure(p *Pages, addr string) { p.throttle.failed(addr, p.now()) }
